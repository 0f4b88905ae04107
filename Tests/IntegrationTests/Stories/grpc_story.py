"""Envoy's calls over gRPC, made by grpcio with the official messages, and gRPC's health checks."""

import os
import tempfile
import threading

import grpc
import httpx
from envoy.service.auth.v3 import external_auth_pb2 as auth
from envoy.service.auth.v3 import external_auth_pb2_grpc as auth_grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from daemon import Daemon, run

MAPPING = """
mapping:
  claims: envoy.filters.http.jwt_authn/payload
  context-extensions: true
  principal: "{claim.sub}"
  routes:
    - method: GET
      path: /records/{id}
      action: record:read
      resource: arn:verdict:record:::{path.id}
    - method: PUT
      path: /records/{id}
      action: record:write
      resource: arn:verdict:record:::{path.id}
ext-authz:
  principal-header: x-verdict-principal
  remove-headers: [x-user]
"""
CHECK = "/envoy.service.auth.v3.Authorization/Check"


def question(method, path, sub=None, **extensions):
    request = auth.CheckRequest()
    attributes = request.attributes
    attributes.source.address.socket_address.address = "10.0.0.1"
    http = attributes.request.http
    http.method, http.path, http.host, http.protocol = method, path, "shop.example.com", "HTTP/2"
    http.headers.update({":path": path, "user-agent": "story"})
    attributes.request.time.GetCurrentTime()
    if sub:
        payload = attributes.metadata_context.filter_metadata["envoy.filters.http.jwt_authn"]
        payload.update({"payload": {"sub": sub, "groups": ["a", "b"], "deep": {"er": [1, {}]}}})
    attributes.context_extensions.update(
        {name.replace("_", "."): value for name, value in extensions.items()})
    return request


def fails_with(code, call):
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, error
        return error
    raise AssertionError("it did not fail")


def tell_of_checks(stub, channel):
    allowed = stub.Check(question("GET", "/records/record-1", "alice"), timeout=20)
    assert allowed.status.code == 0 and allowed.WhichOneof("http_response") == "ok_response"
    (option,) = allowed.ok_response.headers
    assert option.header.key == "x-verdict-principal"
    assert option.header.value == "arn:verdict:iam::000000000000:user/alice"
    assert option.append_action == 2
    assert list(allowed.ok_response.headers_to_remove) == ["x-user"]

    def is_denied(request):
        answer = stub.Check(request, timeout=20)
        assert answer.status.code == 7 and answer.status.message == "denied"
        assert answer.denied_response.status.code == 403
        assert answer.denied_response.body == "denied\n"

    is_denied(question("PUT", "/records/record-1", "bob"))
    is_denied(question("GET", "/records/record-1"))
    is_denied(question("GET", "/elsewhere", "alice"))
    is_denied(question("GET", "/records/..%2fx", "alice"))
    is_denied(auth.CheckRequest())
    extended = question(
        "DELETE", "/any", verdict_principal="alice", verdict_action="record:read",
        verdict_resource="arn:verdict:record:::record-1")
    assert stub.Check(extended, timeout=20).status.code == 0

    raw = channel.unary_unary(CHECK)
    fails_with(grpc.StatusCode.INVALID_ARGUMENT, lambda: raw(b"\x0a\xff", timeout=20))
    assert raw(b"", timeout=20).startswith(b"\x0a\x0a\x08\x07")
    unknown = channel.unary_unary("/envoy.service.auth.v3.Authorization/Other")
    fails_with(grpc.StatusCode.UNIMPLEMENTED, lambda: unknown(b"", timeout=20))
    nobody = channel.unary_unary("/some.Service/Call")
    fails_with(grpc.StatusCode.UNIMPLEMENTED, lambda: nobody(b"", timeout=20))
    fails_with(
        grpc.StatusCode.UNIMPLEMENTED,
        lambda: raw(b"x" * 4096, timeout=20, compression=grpc.Compression.Gzip))


def tell_of_deadlines(daemon):
    """A deadline that has passed on the way, and one that is nonsense: not even grpcio sends these."""
    body = b"\0\0\0\0\0"
    for text, status in [("0n", "4"), ("x", "3"), ("200m", None)]:
        answer = daemon.connection.post(
            CHECK, content=body,
            headers={"content-type": "application/grpc", "te": "trailers", "grpc-timeout": text})
        assert answer.status_code == 200
        assert answer.headers.get("grpc-status") == status, answer.headers
    assert daemon.connection.post(CHECK, content=body).status_code == 415


def tell_of_health(channel):
    health = health_pb2_grpc.HealthStub(channel)
    serving = health_pb2.HealthCheckResponse.SERVING
    for service in ("", "envoy.service.auth.v3.Authorization", "grpc.health.v1.Health"):
        request = health_pb2.HealthCheckRequest(service=service)
        assert health.Check(request, timeout=20).status == serving
    other = health_pb2.HealthCheckRequest(service="other")
    fails_with(grpc.StatusCode.NOT_FOUND, lambda: health.Check(other, timeout=20))
    listed = health.List(health_pb2.HealthListRequest(), timeout=20)
    assert {name: value.status for name, value in listed.statuses.items()} == {
        "": serving, "envoy.service.auth.v3.Authorization": serving,
        "grpc.health.v1.Health": serving}
    unknown = health.Watch(other)
    assert next(unknown).status == health_pb2.HealthCheckResponse.SERVICE_UNKNOWN
    unknown.cancel()
    # A watch that the client ends by its own deadline, after the first status.
    short = health.Watch(health_pb2.HealthCheckRequest(), timeout=1)
    assert next(short).status == serving
    fails_with(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: next(short))


def tell_of_the_end(daemon, channel, stub):
    """Who watches hears of the stop before the connection goes."""
    health = health_pb2_grpc.HealthStub(channel)
    watch = health.Watch(health_pb2.HealthCheckRequest())
    assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
    heard = []

    def listen():
        try:
            for answer in watch:
                heard.append(answer.status)
        except grpc.RpcError as error:
            heard.append(error.code())

    listener = threading.Thread(target=listen)
    listener.start()
    daemon.process.terminate()
    listener.join(20)
    assert heard == [
        health_pb2.HealthCheckResponse.NOT_SERVING, grpc.StatusCode.UNAVAILABLE], heard
    assert daemon.stop() == 0


def main():
    example = os.path.join(os.path.dirname(__file__), "../../../deploy/example")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "verdict.yaml")
        with open(path, "w") as file:
            file.write(MAPPING)
        assert run("validate", path).stdout == ""
        daemon = Daemon(example, "--config", path)
        try:
            address = str(daemon.connection.base_url).removeprefix("http://").rstrip("/")
            with grpc.insecure_channel(address) as channel:
                stub = auth_grpc.AuthorizationStub(channel)
                tell_of_checks(stub, channel)
                tell_of_deadlines(daemon)
                tell_of_health(channel)
                metrics = httpx.get(daemon.admin + "/metrics").text
                allowed = 'verdict_decisions_total{protocol="ext_authz",decision="allow"} 2'
                assert allowed in metrics.splitlines()
                tell_of_the_end(daemon, channel, stub)
        finally:
            if daemon.process.poll() is None:
                daemon.stop()


if __name__ == "__main__":
    main()

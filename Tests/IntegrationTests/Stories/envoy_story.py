"""deploy/envoy: the file is one that Envoy reads, and what it makes Envoy ask is answered.

Envoy itself comes in no package. Its own descriptors say what may stand in the file, and what it sends
is as its documentation of the filter ext_authz says, by the file's settings.
"""

import importlib
import os
import pkgutil

import httpx
import yaml
from envoy.config.bootstrap.v3.bootstrap_pb2 import Bootstrap
from google.protobuf import descriptor_pool, json_format, message_factory

from daemon import Daemon, run

DEPLOY = os.path.join(os.path.dirname(__file__), "../../../deploy")
TYPE = "type.googleapis.com/"


def learn(node):
    """Imports what describes the types that a document names, as Envoy has them built in."""
    if isinstance(node, dict):
        if "@type" in node:
            package = node["@type"].removeprefix(TYPE).rpartition(".")[0]
            folder = importlib.import_module(package)
            for module in pkgutil.iter_modules(folder.__path__):
                importlib.import_module(f"{package}.{module.name}")
        for value in node.values():
            learn(value)
    elif isinstance(node, list):
        for value in node:
            learn(value)


def read(name):
    """Reads a bootstrap file of Envoy's; anything that it does not know is an error."""
    with open(os.path.join(DEPLOY, name)) as file:
        document = yaml.safe_load(file)
    learn(document)
    return json_format.ParseDict(document, Bootstrap())


def unpacked(entry):
    """A filter's own settings."""
    name = entry.typed_config.type_url.removeprefix(TYPE)
    kind = descriptor_pool.Default().FindMessageTypeByName(name)
    message = message_factory.GetMessageClass(kind)()
    assert entry.typed_config.Unpack(message)
    return message


class Gateway:
    """What Envoy sends when it is asked to let a request on."""

    def __init__(self, bootstrap, daemon):
        manager = unpacked(bootstrap.static_resources.listeners[0].filter_chains[0].filters[0])
        assert manager.normalize_path.value and manager.use_remote_address.value
        filters = {entry.name: unpacked(entry) for entry in manager.http_filters}
        provider, = filters["envoy.filters.http.jwt_authn"].providers.values()
        self.user_field = provider.claim_to_headers[0].header_name
        self.settings = filters["envoy.filters.http.ext_authz"]
        assert not self.settings.failure_mode_allow
        self.daemon = daemon

    def ask(self, user, method, path, headers=None):
        fields = dict(headers or {})
        # What a client sends for this field is replaced, and Envoy adds the client's address.
        fields.pop(self.user_field, None)
        if user:
            fields[self.user_field] = user
        before = fields.get("x-forwarded-for")
        fields["x-forwarded-for"] = f"{before},10.0.0.1" if before else "10.0.0.1"
        passed = {pattern.exact for pattern in self.settings.allowed_headers.patterns}
        sent = {name: value for name, value in fields.items()
                if name in passed | {"authorization"}}
        answer = self.daemon.connection.request(
            method, self.settings.http_service.path_prefix + path,
            headers={**sent, "host": "shop.example.com", "content-length": "0"})
        if answer.status_code == 200:
            assert answer.content == b""
        return answer.status_code


def tell():
    bootstrap = read("envoy/envoy.yaml")
    mapping = os.path.join(DEPLOY, "envoy/verdict.yaml")
    assert run("validate", mapping).stdout == ""
    daemon = Daemon(os.path.join(DEPLOY, "example"), "--config", mapping)
    try:
        gateway = Gateway(bootstrap, daemon)
        assert gateway.ask("alice", "GET", "/records/record-1") == 200
        assert gateway.ask("bob", "HEAD", "/records/record-1?x=/../y") == 200
        assert gateway.ask("alice", "PUT", "/records/record-1") == 200
        # Only the last of these addresses is Envoy's word.
        spoofed = {"x-forwarded-for": "rubbish"}
        assert gateway.ask("alice", "PUT", "/records/record-1", spoofed) == 200
        assert gateway.ask("alice", "GET", "/records/record-1",
                           {"authorization": "Bearer the.client's.token"}) == 200
        for denied in [
            ("bob", "PUT", "/records/record-1"),
            ("bob", "PUT", "/records/record-1", {"x-user": "alice"}),
            ("alice", "DELETE", "/records/record-1"), ("alice", "BREW", "/records/record-1"),
            (None, "GET", "/records/record-1"), ("alice", "GET", "/elsewhere"),
            ("alice", "GET", "/records/..%2fsecret"), ("alice", "GET", "/records//record-1"),
            ("alice", "HEAD", "/records/a;b"), ("alice", "GET", ""), ("alice", "GET", "?x"),
        ]:
            assert gateway.ask(*denied) == 403, denied
        metrics = httpx.get(daemon.admin + "/metrics").text
        assert 'verdict_decisions_total{protocol="forward_auth",decision="allow"} 5' in metrics
    finally:
        daemon.stop()


if __name__ == "__main__":
    tell()

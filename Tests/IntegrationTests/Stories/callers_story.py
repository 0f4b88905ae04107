"""Callers with and without tokens, an admin plane that others reach, and what is counted.

The clients are httpx, Python's ssl module and, where it is installed, promtool.
"""

import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time

import httpx

from daemon import Daemon, VERDICT, run

QUESTION = {
    "subject": {"type": "user", "id": "alice"}, "action": {"name": "read"},
    "resource": {"type": "record", "id": "record-1"},
}
USER = "arn:verdict:iam::000000000000:user/alice"


def token(name, *scopes):
    """A new token and its line."""
    options = [part for scope in scopes for part in ("--scope", scope)]
    return run("token", name, *options).stdout.splitlines()


def write(path, *lines):
    """Replaces a file at once."""
    with open(path + "~", "w") as file:
        file.write("".join(line + "\n" for line in lines))
    os.chmod(path + "~", 0o600)
    os.rename(path + "~", path)


def wait_until(condition):
    """Waits for something that takes a moment, and no longer than ten seconds."""
    for _ in range(200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def refuse(*arguments, because):
    """Sees `verdict serve` refuse to start."""
    done = run("serve", *arguments, check=False)
    assert done.returncode == 2, done
    assert because in done.stderr, done.stderr
    assert done.stdout == "", done.stdout


def samples(text):
    """The values of a page of metrics."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def openssl(*arguments, cwd):
    subprocess.run(["openssl", *arguments], cwd=cwd, check=True, capture_output=True)


def sign(folder, name, ca="ca"):
    """A new certificate for a key, in the place of the one before."""
    openssl(
        "x509", "-req", "-in", f"{name}.csr", "-CA", f"{ca}.pem", "-CAkey", f"{ca}.key",
        "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.new",
        cwd=folder)
    os.rename(os.path.join(folder, f"{name}.new"), os.path.join(folder, f"{name}.pem"))


def make_certificates(folder):
    """An authority `ca`, a server and a client of it, and a client of another authority."""
    def authority(name):
        openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}", "-days", "2",
            cwd=folder)

    def leaf(name, ca, extensions):
        openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
            f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}", cwd=folder)
        with open(os.path.join(folder, f"{name}.ext"), "w") as file:
            file.write(extensions)
        sign(folder, name, ca)

    authority("ca")
    authority("other")
    leaf("server", "ca", "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
    leaf("client", "ca", "subjectAltName=URI:spiffe://x/y\nextendedKeyUsage=clientAuth\n")
    leaf("stranger", "other", "extendedKeyUsage=clientAuth\n")


def tell_of_tokens(folder, example):
    """The data plane with tokens."""
    path = os.path.join(folder, "tokens")
    gateway, gateway_line = token("gateway")
    scraper, scraper_line = token("scraper", "metrics")
    assert gateway not in gateway_line

    refuse(example, "--tokens", path + "-none", because="no such file or directory")
    write(path, gateway_line, "oops")
    refuse(example, "--tokens", path, because="tokens:2:5: expected `sha256:` and a digest")
    write(path, gateway_line, scraper_line)
    os.chmod(path, 0o606)
    refuse(example, "--tokens", path, because="everybody may write to this file")
    os.chmod(path, 0o600)

    daemon = Daemon(example, "--tokens", path)
    try:
        def ask(**headers):
            fields = {name.replace("_", "-"): value for name, value in headers.items()}
            return daemon.connection.post("/access/v1/evaluation", json=QUESTION, headers=fields)

        answer = ask()
        assert (answer.status_code, answer.text) == (401, "a bearer token is required\n")
        assert answer.headers["www-authenticate"] == "Bearer"
        answer = ask(authorization="Bearer nonsense", x_request_id="r-1")
        assert (answer.status_code, answer.text) == (401, "the bearer token is not known\n")
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
        assert answer.headers["x-request-id"] == "r-1"
        answer = ask(verdict_token=scraper)
        assert answer.status_code == 403
        assert answer.text == "the token of `scraper` lacks the scope `decide`\n"
        for field in ({"authorization": f"Bearer {gateway}"}, {"verdict_token": gateway}):
            answer = ask(**field)
            assert (answer.status_code, answer.json()["decision"]) == (200, True), answer

        grpc = daemon.connection.post(
            "/envoy.service.auth.v3.Authorization/Check", content=b"\0\0\0\0\0",
            headers={"content-type": "application/grpc"})
        assert grpc.status_code == 200 and grpc.headers["grpc-status"] == "16", grpc.headers

        # The admin plane's decisions want a token as well; its pages on loopback don't.
        assert httpx.post(daemon.admin + "/access/v1/evaluation", json=QUESTION).status_code == 401
        answer = httpx.post(
            daemon.admin + "/access/v1/evaluation", json=QUESTION,
            headers={"authorization": f"Bearer {gateway}"})
        assert answer.json() == {"decision": True}

        page = httpx.get(daemon.admin + "/metrics").text
        values = samples(page)
        assert values['verdict_decisions_total{protocol="authzen",decision="allow"}'] == 3
        assert values['verdict_requests_total{protocol="other",code="401"}'] == 4
        assert values['verdict_requests_total{protocol="other",code="403"}'] == 1
        assert values["verdict_request_duration_seconds_count"] == 6
        assert values["verdict_connections"] == 1
        assert values["verdict_streams_opened_total"] == 6
        if shutil.which("promtool"):
            done = subprocess.run(
                ["promtool", "check", "metrics"], input=page, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr + done.stdout

        config = httpx.get(daemon.admin + "/config")
        assert config.json()["options"]["tokens"] == [path]
        assert "sha256" not in config.text and gateway not in config.text

        # A new token is good once the file has it; the old one, once it is gone, is not.
        fresh, fresh_line = token("gateway")
        write(path, fresh_line)
        wait_until(lambda: ask(verdict_token=fresh).status_code == 200)
        assert ask(verdict_token=gateway).status_code == 401
        write(path, "rubbish")
        failures = 'verdict_reloads_total{subject="tokens",outcome="failure"}'
        wait_until(lambda: samples(httpx.get(daemon.admin + "/metrics").text)[failures] == 1)
        assert ask(verdict_token=fresh).status_code == 200
        assert httpx.get(daemon.admin + "/readyz").status_code == 200

        # The stop has begun, and a client has not yet heard of it.
        daemon.process.terminate()
        wait_until(lambda: httpx.get(daemon.admin + "/readyz").status_code == 503)
    finally:
        assert daemon.stop() == 0


def tell_of_reach(folder, example):
    """The admin plane beyond loopback."""
    make_certificates(folder)
    tokens = os.path.join(folder, "tokens")
    operator, operator_line = token("operator", "admin")
    caller, caller_line = token("caller", "decide")
    write(tokens, operator_line, caller_line)
    def file(name): return os.path.join(folder, name)
    tls = ["--admin-tls-cert", file("server.pem"), "--admin-tls-key", file("server.key")]
    everywhere = ["--admin", "0.0.0.0:0"]

    refuse(example, *everywhere, because="needs `--admin-tls-cert` and `--admin-tls-key`")
    refuse(example, *everywhere, "--tokens", tokens, because="needs `--admin-tls-cert`")
    refuse(example, *everywhere, *tls, because="give `--tokens` or `--admin-client-ca`")
    refuse(example, *everywhere, *tls[:2], because="need each other")
    refuse(example, "--admin-client-ca", file("ca.pem"), because="`--admin-client-ca` needs")
    wrong = ["--admin-tls-cert", file("server.pem"), "--admin-tls-key", file("client.key")]
    refuse(example, *everywhere, *wrong, "--tokens", tokens, because="cannot use certificate")
    refuse(
        example, *everywhere, *tls, "--admin-client-ca", file("server.key"),
        because="cannot use certificate and key")

    daemon = Daemon(
        example, *tls, "--tokens", tokens, "--admin-client-ca", file("ca.pem"),
        admin="0.0.0.0:0", headers={"verdict-token": caller})
    base = "https://127.0.0.1:" + daemon.admin.rsplit(":", 1)[1]

    def client(certificate=None, version=None):
        context = ssl.create_default_context(cafile=file("ca.pem"))
        if certificate:
            context.load_cert_chain(file(certificate + ".pem"), file(certificate + ".key"))
        if version:
            context.maximum_version = version
        return httpx.Client(base_url=base, verify=context)

    try:
        assert daemon.decide(USER, "record:read", "arn:verdict:record:::record-1")
        with client() as plain:
            for page, status in [("healthz", 200), ("readyz", 200), ("version", 401),
                                 ("metrics", 401), ("config", 401)]:
                assert plain.get("/" + page).status_code == status, page
            answer = plain.get("/metrics")
            assert answer.text == "a bearer token is required\n"
            assert answer.headers["www-authenticate"] == "Bearer"
            bearer = {"authorization": f"Bearer {operator}"}
            assert plain.get("/metrics", headers=bearer).status_code == 200
            assert plain.get("/config", headers=bearer).status_code == 200
            decider = {"authorization": f"Bearer {caller}"}
            assert plain.get("/metrics", headers=decider).status_code == 403
            assert plain.post("/access/v1/evaluation", json=QUESTION).status_code == 401
            answer = plain.post("/access/v1/evaluation", json=QUESTION, headers=decider)
            assert answer.json() == {"decision": True}
        with client("client") as known:
            for _ in range(2):
                assert known.get("/config").status_code == 200
        with client("client", ssl.TLSVersion.TLSv1_2) as older:
            assert older.get("/config").status_code == 200
        with client("stranger") as stranger:
            assert stranger.get("/config").status_code == 401
        tell_of_renewal(daemon, folder, base, bearer)
        try:
            with client(version=ssl.TLSVersion.TLSv1_1) as oldest:
                oldest.get("/healthz")
            raise AssertionError("TLS 1.1 is spoken")
        except (httpx.ConnectError, ssl.SSLError):
            pass
        try:
            httpx.get(base.replace("https", "http") + "/healthz")
            raise AssertionError("there is an answer without TLS")
        except httpx.TransportError:
            pass
    finally:
        assert daemon.stop() == 0


def tell_of_renewal(daemon, folder, base, bearer):
    """The admin plane's certificate is replaced while connections live."""
    host, port = base.removeprefix("https://").split(":")
    context = ssl.create_default_context(cafile=os.path.join(folder, "ca.pem"))

    def connect():
        plain = socket.create_connection((host, int(port)), timeout=20)
        return context.wrap_socket(plain, server_hostname=host)

    def is_served(connection):
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: v\r\n\r\n")
        answer = b""
        while not answer.endswith(b"\r\n\r\nok\n") and (more := connection.recv(4096)):
            answer += more
        return answer.startswith(b"HTTP/1.1 200")

    def serial(connection): return connection.getpeercert()["serialNumber"]

    def count(outcome):
        key = f'verdict_reloads_total{{subject="admin_certificates",outcome="{outcome}"}}'
        with httpx.Client(base_url=base, verify=context) as fresh:
            return samples(fresh.get("/metrics", headers=bearer).text)[key]

    # As many as there may be identities at a time, of which the first has been there before.
    connections = [connect()]
    for renewal in range(1, 5):
        sign(folder, "server")
        wait_until(lambda: count("success") == renewal)
        connections.append(connect())
        assert serial(connections[-1]) != serial(connections[-2])
        if renewal < 4:
            assert all(is_served(connection) for connection in connections)
    assert connections[0].recv(1) == b"", "the oldest identity ends with its connections"
    assert all(is_served(connection) for connection in connections[1:])

    write(os.path.join(folder, "server.pem"), "rubbish")
    wait_until(lambda: count("failure") == 1)
    assert serial(connect()) == serial(connections[-1])
    assert all(is_served(connection) for connection in connections[1:])
    for connection in connections:
        connection.close()


def main():
    example = os.path.join(os.path.dirname(__file__), "../../../deploy/example")
    for tell in (tell_of_tokens, tell_of_reach):
        with tempfile.TemporaryDirectory() as folder:
            tell(folder, example)


if __name__ == "__main__":
    main()

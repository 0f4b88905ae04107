"""TLS on the data plane: versions, ALPN, clients' certificates, reloading; and Unix sockets' users.

The clients are httpx, Python's ssl module, curl, openssl and h2load.
"""

import json
import os
import socket
import ssl
import stat
import subprocess
import tempfile

import httpx

from callers_story import openssl, refuse, samples, wait_until
from daemon import VERDICT, bundle

QUESTION = {
    "subject": {"type": "user", "id": "alice"}, "action": {"name": "read"},
    "resource": {"type": "record", "id": "record-1"},
}
SPIFFE = "spiffe://example.org/orders"


def policies():
    """A user who may read where orders ask over TLS, and write where this process's user does."""
    def statement(action, key, value):
        return {"Effect": "Allow", "Action": action, "Resource": "*",
                "Condition": {"StringEquals": {key: value}}}
    document = {"Version": "2012-10-17", "Statement": [
        statement("record:read", "verdict:PeerName", SPIFFE),
        statement("record:list", "verdict:PeerName", "CN=plain"),
        statement("record:write", "verdict:PeerUserId", str(os.geteuid())),
        {"Effect": "Allow", "Action": "record:touch", "Resource": "*",
         "Condition": {"Null": {"verdict:PeerName": "true", "verdict:PeerUserId": "true"}}},
    ]}
    user = {"Path": "/", "UserName": "alice", "UserId": "AIDAEXAMPLEALICE00001",
            "Arn": "arn:verdict:iam::000000000000:user/alice",
            "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": document}]}
    return {"accounts/000000000000/authorization-details.json": {"UserDetailList": [user]}}


def make_certificates(folder):
    """An authority and those it has signed, and a stranger's."""
    for ca in ("ca", "other"):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", f"{ca}.key", "-out", f"{ca}.pem", "-days", "2", "-subj", f"/CN={ca}",
                cwd=folder)
    server, client = "serverAuth", "clientAuth"
    for name, ca, use, names in [
        ("server", "ca", server, "IP:127.0.0.1"), ("second", "ca", server, "IP:127.0.0.1"),
        ("orders", "ca", client, "URI:" + SPIFFE), ("plain", "ca", client, "DNS:plain"),
        ("twofold", "ca", client, f"URI:{SPIFFE},URI:spiffe://example.org/admin"),
        ("posing", "ca", client, "URI:CN=plain"), ("misused", "ca", server, "URI:" + SPIFFE),
        ("stranger", "other", client, "URI:" + SPIFFE),
    ]:
        with open(os.path.join(folder, name + ".ext"), "w") as file:
            file.write(f"subjectAltName={names}\nextendedKeyUsage={use}\n")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}",
                cwd=folder)
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{ca}.pem", "-CAkey", f"{ca}.key",
                "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem",
                cwd=folder)


class Server:
    """`verdict serve` at addresses of any kind, with an admin plane."""

    def __init__(self, *arguments, count=1):
        self.process = subprocess.Popen(
            [VERDICT, "serve", *arguments, "--workers", "1", "--admin", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addresses = []
        while len(self.addresses) <= count:
            line = self.process.stdout.readline()
            assert line, "not started: " + self.process.stderr.read()
            if " on " in line:
                self.addresses.append(line.strip().split(" on ", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, kind, *unused):
        self.process.terminate()
        self.errors = self.process.communicate()[1]
        assert kind or self.process.returncode == 0, self.errors

    @property
    def url(self):
        return "https://" + self.addresses[0].removeprefix("tls:")

    def sample(self, name):
        return samples(httpx.get("http://" + self.addresses[-1] + "/metrics").text).get(name, 0)


def decide(client, action):
    answer = client.post("/access/v1/evaluation", json={**QUESTION, "action": {"name": action}})
    answer.raise_for_status()
    assert answer.http_version == "HTTP/2"
    return answer.json()["decision"]


def tell_of_certificates(folder, policies):
    def file(name): return os.path.join(folder, name)
    show = ["--tls-certificate", file("server.pem"), "--tls-key", file("server.key")]
    listen = ["--listen", "tls:127.0.0.1:0"]
    trust = ["--tls-client-ca", file("ca.pem")]

    refuse(policies, *listen, because="needs `--tls-certificate` and `--tls-key`")
    refuse(policies, *listen, *show[:2], because="need each other")
    refuse(policies, *show, because="needs an address to show it at")
    refuse(policies, *listen, *trust, because="need `--tls-certificate`")
    refuse(policies, *listen, *show, "--tls-client", "required", because="needs `--tls-client-ca`")
    refuse(policies, *listen, *show[:2], "--tls-key", file("orders.key"),
           because="orders.key: no usable private key: ")
    refuse(policies, *listen, "--tls-certificate", file("server.key"), *show[2:],
           because="server.key: no usable certificate: ")
    refuse(policies, *listen, *show, "--tls-client-ca", file("ca.key"),
           because="ca.key: no usable authority: ")
    refuse(policies, *listen, *show[:2], "--tls-key", file("none"), because="none: ")
    refuse(policies, "--listen", "0.0.0.0:0", because="give `--allow-cleartext`")
    refuse(policies, "--admin", "tls:127.0.0.1:0", because="`--admin` takes no `tls:`")

    def client(server, name=None, version=None):
        context = ssl.create_default_context(cafile=file("ca.pem"))
        if name:
            context.load_cert_chain(file(name + ".pem"), file(name + ".key"))
        if version:
            context.minimum_version = context.maximum_version = version
        return httpx.Client(base_url=server.url, verify=context, http1=False, http2=True)

    def is_turned_away(server, **options):
        try:
            with client(server, **options) as asking:
                decide(asking, "touch")
            return False
        except (httpx.TransportError, ssl.SSLError):
            return True

    def ended(server, reason):
        return server.sample('verdict_connections_ended_total{reason="%s"}' % reason)

    with Server(policies, *listen, *show) as server:
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with client(server, version=version) as asking:
                assert decide(asking, "touch")
                assert not decide(asking, "read")
        # Nobody asks for it, so nothing is proven by it.
        with client(server, "orders") as asking:
            assert decide(asking, "touch")
        handshake = ["openssl", "s_client", "-connect", server.addresses[0].removeprefix("tls:")]
        for options, alert in [
            (["-tls1_1", "-cipher", "ALL@SECLEVEL=0", "-alpn", "h2"], "protocol version"),
            (["-alpn", "http/1.1"], "no application protocol"), ([], "no application protocol"),
        ]:
            done = subprocess.run(
                handshake + options, input="", capture_output=True, text=True)
            assert alert in done.stderr, (options, done.stderr)
        done = subprocess.run(
            handshake + ["-alpn", "h2,http/1.1"], input="", capture_output=True, text=True)
        assert "ALPN protocol: h2" in done.stdout, done.stdout
        with socket.create_connection(server.url[8:].split(":")) as rude:
            rude.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            while rude.recv(1024):
                pass
        counts = [ended(server, "tls_" + reason) for reason in ("version", "protocol", "other")]
        assert counts == [1, 2, 1], counts
        done = subprocess.run(
            ["curl", "-sS", "--http2", "--cacert", file("ca.pem"), server.url +
             "/access/v1/evaluation", "-H", "content-type: application/json", "-d",
             json.dumps({**QUESTION, "action": {"name": "touch"}})],
            capture_output=True, text=True)
        assert done.stdout == '{"decision":true}', done
        tell_of_renewal(server, folder)

    for mode in ("required", "optional"):
        with Server(policies, *listen, *show, *trust, "--tls-client", mode) as server:
            for name, action in [("orders", "read"), ("plain", "list")]:
                for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
                    with client(server, name, version) as known:
                        for _ in range(3):
                            for other in ("read", "list", "touch", "write"):
                                assert decide(known, other) == (action == other), (name, other)
            for name in ("stranger", "twofold", "posing", "misused"):
                assert is_turned_away(server, name=name), name
            assert is_turned_away(server) == (mode == "required")
            expected = 5 if mode == "required" else 4
            wait_until(lambda: ended(server, "tls_certificate") == expected)


def tell_of_renewal(server, folder):
    """The certificate is replaced while a client is served, and no request is lost."""
    def file(name): return os.path.join(folder, name)

    def replace(name, ending, content):
        with open(file("new"), "wb") as new:
            new.write(content)
        os.chmod(file("new"), 0o600)
        os.rename(file("new"), file(name + ending))

    def shown():
        context = ssl.create_default_context(cafile=file("ca.pem"))
        context.set_alpn_protocols(["h2"])
        with socket.create_connection(server.url[8:].split(":")) as plain:
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as secure:
                return dict(pair for part in secure.getpeercert()["subject"] for pair in part)

    def read(name):
        with open(file(name), "rb") as content:
            return content.read()

    with open(file("question"), "w") as question:
        json.dump({**QUESTION, "action": {"name": "touch"}}, question)
    count = 60_000
    load = subprocess.Popen(
        ["h2load", "-n", str(count), "-c", "8", "-m", "8", "-d", file("question"),
         "-H", "content-type: application/json", server.url + "/access/v1/evaluation"],
        stdout=subprocess.PIPE, text=True)
    success = 'verdict_reloads_total{subject="certificates",outcome="success"}'
    failure = 'verdict_reloads_total{subject="certificates",outcome="failure"}'
    assert shown()["commonName"] == "server"
    old = read("server.pem"), read("server.key")
    replace("server", ".pem", b"rubbish")
    wait_until(lambda: server.sample(failure) >= 1)
    assert shown()["commonName"] == "server"
    replace("server", ".key", read("second.key"))
    replace("server", ".pem", read("second.pem"))
    wait_until(lambda: shown()["commonName"] == "second")
    assert server.sample(success) >= 1
    output = load.communicate()[0]
    assert f"{count} succeeded, 0 failed, 0 errored" in output, output
    assert f"status codes: {count} 2xx" in output, output
    replace("server", ".pem", old[0])
    replace("server", ".key", old[1])


def tell_of_users(folder, policies):
    """Unix sockets say whose process asks."""
    path = os.path.join(folder, "s")
    with Server(policies, "--listen", f"unix:{path},mode=0660") as server:
        assert server.addresses[0] == f"unix:{path},mode=0660"
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o660
        transport = httpx.HTTPTransport(uds=path, http1=False, http2=True)
        with httpx.Client(base_url="http://verdict", transport=transport) as asking:
            for _ in range(3):
                assert decide(asking, "write")
                assert not decide(asking, "touch")
    assert not os.path.exists(path)
    refuse(policies, "--listen", f"unix:{path},mode=0999", because="the mode must be octal")
    with Server(policies, "--listen", "0.0.0.0:0", "--allow-cleartext") as server:
        pass
    assert "warning: without TLS" in server.errors, server.errors


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, bundle(policies()) as served:
        make_certificates(folder)
        tell_of_users(folder, served)
        tell_of_certificates(folder, served)

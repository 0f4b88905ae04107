"""nginx and Caddy in front of a service, asking the daemon before each request, as in deploy/.

usage: gateway_story.py nginx|caddy
"""

import http.server
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import httpx

from daemon import Daemon, run

ROOT = os.path.join(os.path.dirname(__file__), "../../..")
EXAMPLE = os.path.join(ROOT, "deploy/example")
PASSWORDS = {"alice": "alice-secret", "bob": "bob-secret"}


class Service(http.server.BaseHTTPRequestHandler):
    """The service behind the gateway; it remembers what has reached it."""

    seen = []

    def do_GET(self):
        length = int(self.headers.get("content-length", 0))
        self.rfile.read(length)
        Service.seen.append((self.command, self.path, self.headers.get("x-user")))
        self.send_response(200)
        self.send_header("content-length", "7")
        self.end_headers()
        self.wfile.write(b"served\n")

    do_PUT = do_DELETE = do_GET

    def log_message(self, *_): pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configuration(name, ports):
    """One of the examples, with free ports in place of those that it names."""
    with open(os.path.join(ROOT, "deploy", name)) as file:
        text = file.read()
    for usual, port in ports.items():
        assert "#" in text
        text = text.replace(f"127.0.0.1:{usual}", f"127.0.0.1:{port}")
    return text


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def start_nginx(folder, ports):
    path = write(folder, "nginx.conf", configuration("nginx/nginx.conf", ports))
    write(folder, "users", "".join(f"{user}:{{PLAIN}}{word}\n" for user, word in PASSWORDS.items()))
    # Workers of nginx are not root and read the password file themselves.
    os.chmod(folder, 0o755)
    subprocess.run(
        [NGINX, "-t", "-q", "-p", folder, "-c", path, "-e", "stderr"], check=True)
    return [NGINX, "-p", folder, "-c", path, "-e", "stderr", "-g", "daemon off;"]


def start_caddy(folder, ports):
    path = write(folder, "Caddyfile", configuration("caddy/Caddyfile", ports))
    arguments = ["--config", path, "--adapter", "caddyfile"]
    subprocess.run([CADDY, "validate", *arguments], check=True, capture_output=True)
    return [CADDY, "run", *arguments]


NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
CADDY = shutil.which("caddy") or "/usr/bin/caddy"
START = {"nginx": start_nginx, "caddy": start_caddy}


def wait_for(port):
    """Waits until somebody listens, and no longer than twenty seconds."""
    for _ in range(400):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nobody listens")


def tell(name, folder):
    service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    mapping = os.path.join(ROOT, "deploy", name, "verdict.yaml")
    assert run("validate", mapping).stdout == ""
    daemon = Daemon(EXAMPLE, "--config", mapping)
    gateway_port = free_port()
    ports = {
        8080: gateway_port, 9000: service.server_port, 8181: daemon.admin.rsplit(":", 1)[1],
        8180: daemon.connection.base_url.port,
    }
    environment = dict(os.environ, HOME=folder, XDG_DATA_HOME=folder, XDG_CONFIG_HOME=folder)
    gateway = subprocess.Popen(
        START[name](folder, ports), env=environment, cwd=folder, stderr=subprocess.PIPE)
    try:
        wait_for(gateway_port)
        base = f"http://127.0.0.1:{gateway_port}"

        def ask(user, method, path, headers=None, password=None):
            before = len(Service.seen)
            with httpx.Client() as client:
                # The path goes out as it is written here.
                url = httpx.URL(base).copy_with(raw_path=path.encode())
                answer = client.request(
                    method, url, headers=headers, content=b"{}" if method == "PUT" else None,
                    auth=(user, password or PASSWORDS[user]) if user else None)
            reached = Service.seen[before:]
            assert len(reached) == (1 if answer.status_code == 200 else 0), (answer, reached)
            if reached:
                assert reached[0][::2] == (method, user), reached
            return answer.status_code

        assert ask("alice", "GET", "/records/record-1") == 200
        assert ask("bob", "GET", "/records/record-1?x=/../y") == 200
        assert ask("alice", "PUT", "/records/record-1") == 200
        assert ask("bob", "PUT", "/records/record-1") == 403
        assert ask("alice", "DELETE", "/records/record-1") == 403, "no route"
        assert ask("alice", "GET", "/elsewhere") == 403, "no route"
        assert ask(None, "GET", "/records/record-1") == 401
        assert ask("bob", "GET", "/records/record-1", password="wrong") == 401
        # What a client says of itself, or of its request, is not believed.
        for forged in [
            {"x-user": "alice"}, {"x-original-method": "GET"}, {"x-forwarded-method": "GET"},
            {"x-original-uri": "/records/x"}, {"x-forwarded-uri": "/records/x"},
            {"x-http-method-override": "GET"}, {"verdict-token": "x"},
        ]:
            assert ask("bob", "PUT", "/records/record-1", forged) == 403, forged
        # Nor is a path that can be read in more than one way.
        for path in [
            "/records/..%2fsecret", "/records/%2e%2e/x", "/records//record-1", "/records/a;b",
            "/records/%252e",
        ]:
            assert ask("alice", "GET", path) in (400, 403, 404), path

        metrics = httpx.get(daemon.admin + "/metrics").text
        assert 'verdict_decisions_total{protocol="forward_auth",decision="deny"}' in metrics

        daemon.stop()
        assert ask("alice", "GET", "/records/record-1") in (500, 502), "nobody to ask"
    finally:
        gateway.terminate()
        gateway.communicate()
        if daemon.process.poll() is None:
            daemon.stop()
        service.shutdown()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        tell(sys.argv[1], temporary)

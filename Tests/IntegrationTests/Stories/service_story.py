"""A service manager hears when the daemon is ready and when it stops, and passes it sockets."""

import os
import socket
import subprocess
import tempfile

import httpx

from certificate_story import Server
from daemon import VERDICT

EXAMPLE = os.path.join(os.path.dirname(__file__), "../../../deploy/example")

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        manager.settimeout(20)
        os.environ["NOTIFY_SOCKET"] = path
        with Server("--listen", "127.0.0.1:0"):
            assert manager.recv(4096).startswith(b"READY=1\n")
        assert manager.recv(4096).startswith(b"STOPPING=1\n")
    # A manager that is gone is no reason not to serve.
    with Server("--listen", "127.0.0.1:0"):
        pass


def activate(*arguments, sockets, names):
    """Starts the daemon as systemd does: sockets from number 3 on, and what says so."""
    def pass_on():
        # Out of the way first, since the numbers may overlap.
        high = [os.dup2(one.fileno(), 100 + index) for index, one in enumerate(sockets)]
        for index, number in enumerate(high):
            os.dup2(number, 3 + index)

    environment = {"LISTEN_FDS": str(len(sockets)), "LISTEN_FDNAMES": ":".join(names)}
    # `LISTEN_PID` is only known to the child, which a shell is until it becomes the daemon.
    return subprocess.Popen(
        ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", VERDICT, "serve", EXAMPLE, *arguments],
        preexec_fn=pass_on, close_fds=False, env={**os.environ, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def tell_of_activation(folder):
    """The service manager listens, and the sockets outlive the daemon."""
    path = os.path.join(folder, "socket")
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as local:
        local.bind(path)
        local.listen()
        place = f"127.0.0.1:{tcp.getsockname()[1]}"
        for _ in range(2):
            process = activate(
                "--listen", "systemd:decide", "--listen", "systemd:local", sockets=[tcp, local],
                names=["decide", "local"])
            try:
                assert process.stdout.readline() == f"listening on {place}\n"
                assert process.stdout.readline() == f"listening on unix:{path}\n"
                for transport in (None, httpx.HTTPTransport(http1=False, http2=True, uds=path)):
                    with httpx.Client(http1=False, http2=True, transport=transport) as client:
                        answer = client.get(f"http://{place}/.well-known/authzen-configuration")
                        assert answer.status_code == 200
            finally:
                process.terminate()
                process.communicate()
            assert process.returncode == 0
            assert os.path.exists(path), "the socket's file is the manager's"
        refused = activate("--listen", "systemd:other", sockets=[tcp], names=["decide"])
        errors = refused.communicate()[1]
        assert refused.returncode == 2 and "has passed no such socket" in errors, errors
    with socket.create_server(("0.0.0.0", 0)) as everywhere:
        refused = activate("--listen", "systemd", sockets=[everywhere], names=["x"])
        errors = refused.communicate()[1]
        assert refused.returncode == 2 and "without TLS" in errors, errors


with tempfile.TemporaryDirectory() as folder:
    tell_of_activation(folder)

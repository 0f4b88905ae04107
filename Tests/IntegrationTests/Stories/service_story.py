"""A service manager hears when the daemon is ready and when it stops."""

import os
import socket
import tempfile

from certificate_story import Server

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

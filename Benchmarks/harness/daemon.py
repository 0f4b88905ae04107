"""Servers under test: started, waited for, pinned to a processor, and stopped."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import project


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pinned(processors: str | None, command: list[str | Path]) -> list[str]:
    """The command, kept on some processors such as `0` or `0,1`; anywhere if `None`."""
    words = [str(word) for word in command]
    if processors is None or shutil.which("taskset") is None:
        return words
    return ["taskset", "--cpu-list", processors, *words]


class Server:
    """A process that answers requests. Use it in a `with` statement."""

    def __init__(self, process: subprocess.Popen, target: str) -> None:
        self.process = process
        self.target = target

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def resident_mib(self) -> float:
        """Physical memory of the process, shared pages included."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return round(int(line.split()[1]) / 1024, 1)
        return 0.0

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> int:
        """Ends the server as a service manager would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def verdict(
    arguments: list[str], listen: str, processors: str | None = None, workers: int = 1,
    prefix: list[str] | None = None, binary: Path = project.VERDICT, **options: object,
) -> Server:
    """Starts `verdict serve` and waits until it listens.

    `listen` is `unix:PATH`, or `127.0.0.1:0` for a port that the system chooses.
    """
    command = [
        *(prefix or []), binary, "serve", *arguments, "--listen", listen,
        "--workers", str(workers),
    ]
    process = subprocess.Popen(
        pinned(processors, command), stdout=subprocess.PIPE, text=True, **options)
    return Server(process, wait_until_listening(process))


def wait_until_listening(process: subprocess.Popen) -> str:
    """The address in the line by which the daemon says that it is ready."""
    line = process.stdout.readline()
    if not line.startswith("listening on "):
        process.kill()
        raise RuntimeError(f"the daemon did not start: {line.strip()}")
    return line.removeprefix("listening on ").strip()


def nghttpd(folder: Path, processors: str | None = None, workers: int = 1) -> Server:
    """Starts libnghttp2's own server, with one small static file for the same path.

    It reads the body of a POST and answers with the file: the floor for a server on this library.
    """
    file = folder / "htdocs" / "access" / "v1" / "evaluation"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{"decision":true}')
    port = free_port()
    command = [
        "nghttpd", "--no-tls", "--address=127.0.0.1", f"--workers={workers}",
        f"--htdocs={folder / 'htdocs'}", str(port),
    ]
    process = subprocess.Popen(
        pinned(processors, command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return Server(process, f"127.0.0.1:{port}")
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise RuntimeError("nghttpd did not start")


def start_milliseconds(arguments: list[str]) -> float:
    """From starting the daemon to its accepting connections."""
    begin = time.monotonic()
    with verdict(arguments, "127.0.0.1:0") as server:
        host, port = server.target.rsplit(":", 1)
        socket.create_connection((host, int(port)), timeout=5).close()
        return (time.monotonic() - begin) * 1_000


def environment_without_colours() -> dict[str, str]:
    """The environment for tools whose output is read."""
    return {**os.environ, "LC_ALL": "C", "NO_COLOR": "1"}

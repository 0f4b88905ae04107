import Foundation
import TestSupport
import Testing

/// Checks that clients who vanish, dawdle or don't listen harm nobody else.
@Suite("Server and rude clients")
struct RudeClientTests {
    /// Whether another client is still served.
    private func isServing(_ path: String) throws -> Bool {
        let client = try SocketClient(path: path)
        client.connect()
        client.send(SocketClient.post("/fixed", endStream: true))
        return try client.read { $0.kind == .data && $0.stream == 1 }?.payload.count == 42
    }

    @Test("clients that vanish in the middle of things")
    func vanish() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess("--listen", "unix:\(path)", "--workers", "2")
        let request =
            HTTP2Frame.preface + HTTP2Frame.settings.bytes + SocketClient.post("/echo").bytes
            + HTTP2Frame.data(1, Array(repeating: 1, count: 500), endStream: true).bytes
        for count in stride(from: 0, through: request.count, by: 7) {
            let client = try SocketClient(path: path)
            client.send(Array(request.prefix(count)))
        }
        #expect(try self.isServing(path))
        server.signal(SIGTERM)
        #expect(server.waitForExit().status == 0)
    }

    @Test("a client that says it is done, and still gets its answers")
    func halfClose() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess("--listen", "unix:\(path)", "--workers", "1")
        let client = try SocketClient(path: path)
        client.connect()
        client.send(
            SocketClient.post("/fixed", stream: 1, endStream: true),
            SocketClient.post("/echo", stream: 3), .data(3, [1, 2, 3], endStream: true))
        client.endOutput()
        #expect(try client.readToEnd())
        #expect(client.body(of: 1).count == 42)
        #expect(client.body(of: 3) == [1, 2, 3])
        _ = server
    }

    @Test("a client that asks for much and reads nothing, until it does")
    func slowReader() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess("--listen", "unix:\(path)", "--workers", "1")
        let client = try SocketClient(path: path)
        client.connect()
        let window = UInt32(1 << 30).bigEndianBytes
        client.send(HTTP2Frame(kind: .windowUpdate, payload: window))
        for index in 0..<200 {
            let stream = Int32(index * 2 + 1)
            client.send(
                SocketClient.get("/bytes?60000", stream: stream))
        }
        #expect(try self.isServing(path))

        try client.read { $0.stream == 399 && $0.flags & HTTP2Frame.endStream != 0 }
        let count = client.frames.filter { $0.kind == .data }.reduce(0) { $0 + $1.payload.count }
        #expect(count == 200 * 60_000)
        _ = server
    }

    @Test("a client that reads nothing ever is cut off")
    func stalled() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess(
            "--listen", "unix:\(path)", "--workers", "1", "--hasten", "100")
        let client = try SocketClient(path: path)
        client.connect()
        let window = UInt32(1 << 30).bigEndianBytes
        client.send(HTTP2Frame(kind: .windowUpdate, payload: window))
        for index in 0..<100 {
            client.send(SocketClient.get("/bytes?60000", stream: Int32(index * 2 + 1)))
        }
        #expect(try client.waitForHangUp())
        #expect(try self.isServing(path))
        server.signal(SIGTERM)
        #expect(server.waitForExit().status == 0)
    }

    @Test("a request that is never finished is answered with 408 and reset")
    func unfinishedRequest() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess(
            "--listen", "unix:\(path)", "--workers", "1", "--hasten", "100")
        let client = try SocketClient(path: path)
        client.connect()
        client.send(SocketClient.post("/echo"))
        let reset = try #require(try client.read { $0.kind == .resetStream })
        #expect(reset.stream == 1)
        #expect(client.body(of: 1).starts(with: Array("request not complete within".utf8)))
        _ = server
    }

    @Test("a connection that rests too long is told, and closed")
    func idle() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess(
            "--listen", "unix:\(path)", "--workers", "1", "--hasten", "1000")
        let client = try SocketClient(path: path)
        client.connect()
        #expect(try client.readToEnd())
        #expect(client.frames.last?.kind == .goAway)
        _ = server
    }

    @Test("a connection that is old enough is told, and still served while it may not know")
    func aged() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess(
            "--listen", "unix:\(path)", "--workers", "1", "--age", "20", "--hasten", "100")
        let client = try SocketClient(path: path)
        client.connect()
        let notice = try #require(try client.read { $0.kind == .goAway })
        #expect(notice.number(at: 0) == 0x7fff_ffff)
        let ping = try #require(try client.read { $0.kind == .ping })
        client.send(SocketClient.post("/fixed", stream: 1, endStream: true))
        client.send(
            HTTP2Frame(kind: .ping, flags: HTTP2Frame.acknowledgement, payload: ping.payload))
        #expect(try client.readToEnd())
        #expect(client.body(of: 1).count == 42)
        #expect(client.frames.last { $0.kind == .goAway }?.number(at: 0) == 1)
        _ = server
    }

    @Test("a connection that never says anything is closed")
    func silent() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess(
            "--listen", "unix:\(path)", "--workers", "1", "--hasten", "100")
        let client = try SocketClient(path: path)
        #expect(try client.readToEnd())
        _ = server
    }

    @Test("connections beyond the limit are closed, and room is made by others that go")
    func connectionLimit() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess(
            "--listen", "unix:\(path)", "--workers", "1", "--connections", "2")
        do {
            let first = try SocketClient(path: path)
            let second = try SocketClient(path: path)
            for client in [first, second] {
                client.connect()
                try client.read { $0.kind == .settings }
            }
            let third = try SocketClient(path: path)
            #expect(try third.readToEnd())
            #expect(third.frames.isEmpty)
            first.endOutput()
            #expect(try first.readToEnd())
            #expect(try self.isServing(path))
            _ = second
        }
        _ = server
    }
}

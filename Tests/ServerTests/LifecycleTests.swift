import Foundation
import TestSupport
import Testing

/// Checks starting and stopping.
@Suite("Server lifecycle")
struct LifecycleTests {
    @Test("SIGTERM and SIGINT stop an idle server with status 0", arguments: [SIGTERM, SIGINT])
    func stop(signal: Int32) throws {
        let server = try ServerProcess("--listen", "127.0.0.1:0", "--workers", "2")
        server.signal(signal)
        let end = server.waitForExit()
        #expect(end.status == 0)
        #expect(end.lines == ["stopped"])
    }

    @Test("a request in flight is answered after SIGTERM")
    func drain() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess("--listen", "unix:\(path)", "--workers", "1")
        let client = try SocketClient(path: path)
        client.connect()
        client.send(SocketClient.post("/echo"), .data(1, Array("first, ".utf8), endStream: false))
        try client.read { $0.kind == .settings && $0.flags == HTTP2Frame.acknowledgement }

        server.signal(SIGTERM)
        let notice = try #require(try client.read { $0.kind == .goAway })
        #expect(notice.number(at: 0) == 0x7fff_ffff)
        let ping = try #require(try client.read { $0.kind == .ping })
        #expect(!FileManager.default.fileExists(atPath: path))

        // Neither the confirmation nor another request may cut the first one off.
        client.send(SocketClient.post("/fixed", stream: 3, endStream: true))
        client.send(
            HTTP2Frame(
                kind: .ping, flags: HTTP2Frame.acknowledgement, payload: ping.payload))
        let last = try #require(try client.read { $0.kind == .goAway && $0.number(at: 0) == 3 })
        #expect(last.number(at: 4) == 0)
        client.send(.data(1, Array("second".utf8), endStream: true))

        #expect(try client.readToEnd())
        #expect(client.body(of: 1) == Array("first, second".utf8))
        #expect(client.body(of: 3).count == 42)
        #expect(server.waitForExit().status == 0)
    }

    @Test("a second SIGTERM does not wait for anybody")
    func secondSignal() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess("--listen", "unix:\(path)", "--workers", "1")
        let client = try SocketClient(path: path)
        client.connect()
        client.send(SocketClient.post("/echo"))
        try client.read { $0.kind == .settings && $0.flags == HTTP2Frame.acknowledgement }
        server.signal(SIGTERM)
        try client.read { $0.kind == .goAway }
        server.signal(SIGTERM)
        #expect(server.waitForExit().status == 0)
        #expect(try client.readToEnd())
    }

    @Test("a request that never ends does not outlast the drain")
    func deadline() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess(
            "--listen", "unix:\(path)", "--workers", "1", "--hasten", "20")
        let client = try SocketClient(path: path)
        client.connect()
        client.send(SocketClient.post("/echo"))
        try client.read { $0.kind == .settings && $0.flags == HTTP2Frame.acknowledgement }
        server.signal(SIGTERM)
        #expect(server.waitForExit().status == 0)
        #expect(try client.readToEnd())
    }

    @Test("a second server at the same address fails, and says why")
    func addressInUse() throws {
        let first = try ServerProcess("--listen", "127.0.0.1:0", "--workers", "2")
        let second = try ServerProcess("--listen", first.addresses[0], "--workers", "2")
        #expect(
            second.addresses == [
                "error: cannot listen on `\(first.addresses[0])`: address already in use"
            ])
        #expect(second.waitForExit().status == 2)
    }

    @Test("an address is free again at once, even if connections linger")
    func restart() throws {
        let first = try ServerProcess("--listen", "127.0.0.1:0")
        let address = first.addresses[0]
        try run("curl", ["-s", "--http2-prior-knowledge", "http://\(address)/"])
        first.signal(SIGTERM)
        #expect(first.waitForExit().status == 0)
        let second = try ServerProcess("--listen", address)
        #expect(second.addresses == [address])
    }

    @Test("a socket file left behind by a killed server is replaced")
    func staleSocket() throws {
        let path = temporarySocketPath()
        let first = try ServerProcess("--listen", "unix:\(path)")
        first.signal(SIGKILL)
        _ = first.waitForExit()
        #expect(FileManager.default.fileExists(atPath: path))
        let second = try ServerProcess("--listen", "unix:\(path)")
        #expect(second.addresses == ["unix:\(path)"])
        second.signal(SIGTERM)
        #expect(second.waitForExit().status == 0)
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}

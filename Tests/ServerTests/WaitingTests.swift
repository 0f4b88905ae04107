import Foundation
import TestSupport
import Testing

/// Checks requests that wait for news, and the signal that brings them.
@Suite("Server and requests that wait")
struct WaitingTests {
    private let path = temporarySocketPath()

    /// A client with one request at `/wait?1`, which is known to wait.
    private func waitingClient() throws -> SocketClient {
        let client = try SocketClient(path: self.path)
        client.connect()
        client.send(
            SocketClient.post("/wait?1", stream: 1), .data(1, [7, 8], endStream: true),
            SocketClient.post("/fixed", stream: 3, endStream: true))
        // Requests are taken in order, so the first has been by now.
        try client.read { $0.kind == .data && $0.stream == 3 }
        return client
    }

    /// Whether the waiting request gets its answer.
    private func isAnswered(_ client: SocketClient) throws -> Bool {
        try client.read { $0.kind == .data && $0.stream == 1 }?.payload == [7, 8]
    }

    @Test("another client's request releases those that wait, in all loops")
    func release() throws {
        let server = try ServerProcess("--listen", "unix:\(self.path)", "--workers", "2")
        let clients = try (0..<8).map { _ in try self.waitingClient() }
        let other = try SocketClient(path: self.path)
        other.connect()
        other.send(SocketClient.post("/release", endStream: true))
        for client in clients {
            #expect(try self.isAnswered(client))
        }
        _ = server
    }

    @Test("SIGHUP reloads, and stops nobody")
    func reload() throws {
        let server = try ServerProcess("--listen", "unix:\(self.path)", "--workers", "2")
        let client = try self.waitingClient()
        server.signal(SIGHUP)
        #expect(try self.isAnswered(client))
        server.signal(SIGTERM)
        let end = server.waitForExit()
        #expect(end.status == 0)
        #expect(end.lines == ["reloaded", "stopped"])
    }

    @Test("a handler gives up in time, without anybody's waking it")
    func giveUp() throws {
        let server = try ServerProcess(
            "--listen", "unix:\(self.path)", "--workers", "1", "--hasten", "20")
        let client = try self.waitingClient()
        #expect(try client.read { $0.kind == .data && $0.stream == 1 } != nil)
        #expect(String(decoding: client.body(of: 1), as: UTF8.self) == "revision 1 has not come\n")
        _ = server
    }

    @Test("a stop gives those who wait a last answer")
    func drain() throws {
        let server = try ServerProcess("--listen", "unix:\(self.path)", "--workers", "1")
        let client = try self.waitingClient()
        server.signal(SIGTERM)
        #expect(try client.readToEnd())
        #expect(String(decoding: client.body(of: 1), as: UTF8.self) == "revision 1 has not come\n")
        #expect(server.waitForExit().status == 0)
    }

    @Test("a client that says it is done still gets the answer it waits for")
    func halfClose() throws {
        let server = try ServerProcess("--listen", "unix:\(self.path)", "--workers", "1")
        let client = try self.waitingClient()
        client.endOutput()
        server.signal(SIGHUP)
        #expect(try self.isAnswered(client))
        #expect(try client.readToEnd())
    }

    @Test("a client that goes does not wait on")
    func goAway() throws {
        let server = try ServerProcess(
            "--listen", "unix:\(self.path)", "--workers", "1", "--connections", "2")
        for _ in 0..<10 { _ = try self.waitingClient() }
        let client = try self.waitingClient()
        server.signal(SIGHUP)
        #expect(try self.isAnswered(client))
    }
}

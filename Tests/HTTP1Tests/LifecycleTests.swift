import EventLoop
import Foundation
import Glibc
import HTTP1
import TestSupport
import Testing

@Suite("Life cycle")
struct LifecycleTests {
    @Test("a stop lets the request in flight have its answer, and closes the others")
    func stop() throws {
        let plane = try TestPlane()
        let resting = try plane.connect()
        try resting.send("GET / HTTP/1.1\r\nHost: v\r\n\r\n")
        #expect(try resting.answer()?.status == 200)

        let client = try plane.connect()
        try client.send("GET /gate HTTP/1.1\r\nHost: v\r\n\r\n")
        plane.gate.reached.wait()
        let queued = try plane.connect()
        try queued.send("GET /bytes?4000000 HTTP/1.1\r\nHost: v\r\n\r\n")

        let stopped = DispatchSemaphore(value: 0)
        let server = plane.server
        Thread {
            #expect(throws: Never.self) { try server.stop() }
            stopped.signal()
        }.start()
        // The socket's file goes first, so from here on the stop has been asked for, or is about to.
        guard case .unix(let path, _) = server.addresses[0] else { return }
        while FileManager.default.fileExists(atPath: path) { sched_yield() }
        plane.gate.opened.signal()

        #expect(try client.answer()?.body == "opened\n")
        let answer = try queued.answer()
        #expect(answer?.body.utf8.count == 4_000_000, "who had asked before the stop")
        #expect(try client.isClosed())
        #expect(try resting.isClosed())
        stopped.wait()
    }

    @Test("a stop does not wait for ever for a client that does not read")
    func stopDespiteStall() throws {
        let plane = try TestPlane { $0.drainDurationMax = .milliseconds(100) }
        let client = try plane.connect()
        try client.send("GET /bytes?9000000 HTTP/1.1\r\nHost: v\r\n\r\n")
        let other = try plane.connect()
        try other.send("GET / HTTP/1.1\r\nHost: v\r\n\r\n")
        #expect(try other.answer()?.status == 200)
        try plane.stop()
    }

    @Test("a stop leaves no file open, and the address free")
    func noLeaks() throws {
        // Other tests open and close files of this process at the same time, so count sockets that
        // are ours: those of one path.
        let directory = try TemporaryDirectory()
        let address = ListenAddress.unix(path: directory.path("socket"))
        for _ in 0..<3 {
            let server = try HTTP1Server(addresses: [address]) { MirrorHandler() }
            let clients = try (0..<5).map { _ in try RawClient(address) }
            for client in clients {
                try client.send("GET / HTTP/1.1\r\nHost: v\r\n\r\n")
                #expect(try client.answer()?.status == 200)
            }
            try server.stop()
            for client in clients { #expect(try client.isClosed()) }
            // A process that another test is about to start has copies, until it becomes a program.
            var isThere = true
            for _ in 0..<100_000 where isThere {
                let table = try String(contentsOfFile: "/proc/net/unix", encoding: .utf8)
                isThere = table.contains(directory.path("socket"))
                if isThere { sched_yield() }
            }
            #expect(!isThere)
        }
    }

    @Test("several addresses are served at once, and an address in use is an error")
    func addresses() throws {
        let directory = try TemporaryDirectory()
        let address = ListenAddress.unix(path: directory.path("a"))
        let server = try HTTP1Server(
            addresses: [address, .tcp(host: "127.0.0.1", port: 0)]
        ) { MirrorHandler() }
        #expect(try curl("http://\(server.addresses[1])/x").contains("/x"))
        let client = try RawClient(address)
        try client.send("GET / HTTP/1.1\r\nHost: v\r\n\r\n")
        #expect(try client.answer()?.status == 200)

        let other = ListenAddress.unix(path: directory.path("b"))
        let error = #expect(throws: HTTP1Error.self) {
            _ = try HTTP1Server(addresses: [other, server.addresses[1]]) { MirrorHandler() }
        }
        guard case .cannotListen(server.addresses[1], let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.number == EADDRINUSE)
        #expect(
            error?.description
                == "cannot listen on `\(server.addresses[1])`: address already in use")
        #expect(!FileManager.default.fileExists(atPath: directory.path("b")))
        try server.stop()
        #expect(!FileManager.default.fileExists(atPath: directory.path("a")))
    }

    @Test("many clients at once all get their own answers")
    func concurrency() throws {
        let plane = try TestPlane()
        let address = plane.server.addresses[0]
        onThreads(16) { number in
            do {
                let client = try RawClient(address)
                for turn in 0..<100 {
                    let body = "\(number)-\(turn)"
                    try client.send(
                        "POST / HTTP/1.1\r\nHost: v\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                            + body)
                    #expect(try client.answer()?.body.hasSuffix("\n\n" + body) == true)
                }
            } catch {
                Issue.record(error)
            }
        }
    }
}

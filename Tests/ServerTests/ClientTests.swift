import Foundation
import Testing

/// Checks the server with the clients that people use: curl, nghttp and h2load.
@Suite("Server and real clients")
struct ClientTests {
    static let fixed = #"{"decision":true,"context":{"reason":"1"}}"#

    @Test("curl over IPv4, IPv6 and a Unix socket")
    func curl() throws {
        let path = temporarySocketPath()
        let server = try ServerProcess(
            "--listen", "127.0.0.1:0", "--listen", "[::1]:0", "--listen", "unix:\(path)",
            "--workers", "2")
        #expect(server.addresses.count == 3)
        let places = [
            ["http://\(server.addresses[0])/fixed"], ["http://\(server.addresses[1])/fixed"],
            ["--unix-socket", path, "http://any/fixed"],
        ]
        for place in places {
            let answer = try run(
                "curl",
                ["-s", "--http2-prior-knowledge", "-d", "{}", "-w", " %{http_code}"] + place)
            #expect(answer == Self.fixed + " 200", "\(place)")
        }
    }

    @Test(
        "curl and the limits",
        arguments: [(65_536, "200"), (65_537, "413"), (1_000_000, "413")])
    func bodies(count: Int, status: String) throws {
        let server = try ServerProcess("--listen", "127.0.0.1:0")
        let file = try TemporaryFile(count: count)
        let answer = try run(
            "curl",
            [
                "-s", "--http2-prior-knowledge", "--data-binary", "@\(file.path)", "-w",
                " %{http_code}", "\(server.url)/echo",
            ])
        if status == "200" {
            #expect(answer == String(repeating: "b", count: count) + " 200")
        } else {
            #expect(answer == "body exceeds 65536 bytes\n 413")
        }
    }

    @Test("curl and headers that are too large")
    func headers() throws {
        let server = try ServerProcess("--listen", "127.0.0.1:0")
        let answer = try run(
            "curl",
            [
                "-s", "--http2-prior-knowledge", "-H", "x: " + String(repeating: "v", count: 9000),
                "-w", "%{http_code}", "\(server.url)/echo",
            ])
        #expect(answer == "header fields exceed 8192 bytes\n431")
    }

    @Test("curl without prior knowledge of HTTP/2", arguments: ["--http1.1", "--http2"])
    func http1(option: String) throws {
        let server = try ServerProcess("--listen", "127.0.0.1:0")
        let answer = try run("curl", ["-s", option, "-w", "%{http_code}", "\(server.url)/fixed"])
        #expect(answer == "this port speaks HTTP/2 only: use --http2-prior-knowledge\n426")
    }

    @Test("nghttp with many requests, padding and trailers")
    func nghttp() throws {
        let server = try ServerProcess("--listen", "127.0.0.1:0", "--workers", "2")
        let file = try TemporaryFile(count: 20_000)
        let log = try run(
            "nghttp",
            [
                "-v", "-n", "-m", "50", "-b", "200", "--trailer", "x: y", "-d", file.path,
                "\(server.url)/echo",
            ])
        #expect(log.components(separatedBy: ":status: 200").count - 1 == 50)
        #expect(log.contains("PADDED"))
    }

    @Test("nghttp with 24 KB of header fields in CONTINUATION frames")
    func continuation() throws {
        let server = try ServerProcess("--listen", "127.0.0.1:0")
        let log = try run("nghttp", ["-v", "-n", "--continuation", "\(server.url)/"])
        #expect(log.contains(":status: 431"))
    }

    @Test("h2load over several connections and streams", arguments: [1, 2])
    func h2load(workers: Int) throws {
        let server = try ServerProcess("--listen", "127.0.0.1:0", "--workers", "\(workers)")
        let file = try TemporaryFile(count: 300)
        let log = try run(
            "h2load",
            ["-c", "8", "-m", "32", "-n", "4000", "-d", file.path, "\(server.url)/fixed"])
        #expect(log.contains("4000 done, 4000 succeeded, 0 failed, 0 errored, 0 timeout"))
        #expect(log.contains("status codes: 4000 2xx"))
    }
}

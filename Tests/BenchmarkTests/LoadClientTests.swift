import Foundation
import TestSupport
import Testing

/// Aims the load client at the real daemon.
@Suite("verdict-load")
struct LoadClientTests {
    private static let client = Program(product: "verdict-load")

    /// Writes the requests of a workload to a file and hands over its path.
    private func withRequests<Value>(
        _ specification: String, count: Int, _ body: (String) throws -> Value
    ) throws -> Value {
        try VerdictBinary.withTemporaryFolder { folder in
            let outcome = try VerdictBinary.run([
                "requests", "--synthetic", specification, "--count", "\(count)",
            ])
            #expect(outcome.status == 0)
            let file = folder.appending(path: "requests.jsonl")
            try outcome.output.write(to: file, atomically: false, encoding: .utf8)
            return try body(file.path)
        }
    }

    @Test(
        "serve and requests agree on every answer",
        arguments: ["1", "300,seed=5", "2000,organization"])
    func agreement(specification: String) throws {
        let daemon = try VerdictDaemon(["--synthetic", specification, "--listen", "127.0.0.1:0"])
        try withRequests(specification, count: 1_000) { file in
            let outcome = try Self.client.run([
                "--target", daemon.address, "--requests", file, "--warm-up", "0", "--count", "1000",
            ])
            #expect(outcome.status == 0, "\(outcome.errors)")
            let record = try #require(try outcome.records.first)
            #expect(record["requests"] as? Int == 1_000)
            #expect(record["wrong"] as? Int == 0)
        }
        #expect(daemon.stop() == 0)
    }

    @Test(
        "closed and open loops report the server's CPU time and latencies",
        arguments: [
            [], ["--streams", "1", "--connections", "3", "--order", "random"],
            ["--rate", "2000", "--order", "zipf=1.2"],
            ["--rate", "2000", "--arrivals", "constant", "--connections", "2", "--streams", "4"],
        ])
    func figures(options: [String]) throws {
        let daemon = try VerdictDaemon(["--synthetic", "100", "--listen", "127.0.0.1:0"])
        try withRequests("100", count: 50) { file in
            let outcome = try Self.client.run(
                [
                    "--target", daemon.address, "--requests", file, "--warm-up", "100", "--count",
                    "400", "--server-pid", "\(daemon.pid)",
                ] + options)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let record = try #require(try outcome.records.first)
            #expect(record["requests"] as? Int == 400)
            #expect(record["requests_per_second"] as? Double ?? 0 > 0)
            #expect(record["server_cpu_us_per_request"] as? Double ?? 0 > 0)
            let latency = try #require(record["latency_us"] as? [String: Any])
            let values = try ["p50", "p99", "p99.9", "max"].map { name in
                try #require(latency[name] as? Double)
            }
            #expect(values[0] > 0)
            #expect(values == values.sorted())
        }
        #expect(daemon.stop() == 0)
    }

    @Test("speaks over Unix sockets")
    func unixSocket() throws {
        try VerdictBinary.withTemporaryFolder { folder in
            let daemon = try VerdictDaemon([
                "--synthetic", "10", "--listen", "unix:\(folder.path)/v.sock",
            ])
            try withRequests("10", count: 20) { file in
                let outcome = try Self.client.run([
                    "--target", daemon.address, "--requests", file, "--count", "200",
                    "--warm-up", "0",
                ])
                #expect(outcome.status == 0, "\(outcome.errors)")
            }
            #expect(daemon.stop() == 0)
        }
    }

    @Test("a wrong answer is found, during the warm-up as well")
    func wrongAnswers() throws {
        // Other seeds give roles other sizes, so that some requests are about nothing.
        let daemon = try VerdictDaemon(["--synthetic", "2000,seed=1", "--listen", "127.0.0.1:0"])
        try withRequests("2000,seed=2", count: 500) { file in
            let target = ["--target", daemon.address, "--requests", file, "--count", "500"]
            let outcome = try Self.client.run(target + ["--warm-up", "0"])
            #expect(outcome.status == 1)
            #expect(try outcome.records.first?["wrong"] as? Int ?? 0 > 0)
            #expect(try Self.client.run(target + ["--warm-up", "500"]).status == 2)
        }
        #expect(daemon.stop() == 0)
    }

    @Test(
        "what it can't do it says in one line",
        arguments: [
            (["--streams", "0"], "bad value `0` for `--streams`"),
            (["--order", "zipf=-1"], "bad value `zipf=-1` for `--order`"),
            (["--nonsense", "1"], "unknown option `--nonsense`"),
            (["--rate"], "option `--rate` is unknown or needs a value"),
            (["--target", "localhost"], "bad value `localhost` for `--target`"),
            (["--requests", "/dev/null"], "line 1 is not of the form"),
            (["--requests", "/nowhere"], "no such file or directory"),
        ])
    func usage(arguments: [String], message: String) throws {
        let outcome = try Self.client.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(message))
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test("a server that is not there is an error")
    func noServer() throws {
        try withRequests("1", count: 1) { file in
            let outcome = try Self.client.run([
                "--target", "unix:/nowhere/v.sock", "--requests", file,
            ])
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("cannot connect to unix:/nowhere/v.sock"))
        }
    }
}

import Foundation
import TestSupport
import Testing

/// Runs every benchmark on tiny input, so that none can rot.
@Suite("Benchmark suite", .serialized)
struct SuiteTests {
    private static let benchmarks = Program(product: "verdict-benchmarks")
    private static let binaries = [
        "VERDICT_BINARIES": VerdictBinary.url.deletingLastPathComponent().path
    ]

    @Test("the benchmarks in process check their answers and print figures")
    func inProcess() throws {
        let outcome = try Self.benchmarks.run(["--scale", "tiny"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let names = Set(try outcome.records.compactMap { $0["benchmark"] as? String })
        for name in [
            "engine/account", "engine/one-principal", "engine/many-principals",
            "engine/resource-policy", "engine/realistic-made", "engine/20-policies-made",
            "engine/threads", "cache/fingerprint", "cache/hit", "cache/body", "cache/miss",
            "cache/zipf",
            "cache/threads", "publishing/one-role", "publishing/reload",
        ] {
            #expect(names.contains(name))
        }
    }

    @Test("each kind of counted run does what it is asked")
    func counted() throws {
        let kinds = try Self.benchmarks.run(["--counted", "list"]).output.split(separator: "\n")
        #expect(!kinds.isEmpty)
        for kind in kinds {
            let outcome = try Self.benchmarks.run(["--counted", String(kind), "--count", "10"])
            #expect(outcome.status == 0, "\(kind): \(outcome.errors)")
        }
        #expect(try Self.benchmarks.run(["--counted", "nonsense"]).status == 2)
    }

    @Test(
        "one command measures everything and writes a report with charts",
        .enabled(
            if: ["python3", "h2load", "nghttpd"].allSatisfy(Program.exists),
            "python3 or nghttp2's tools are absent"))
    func wholeRun() throws {
        try VerdictBinary.withTemporaryFolder { folder in
            let outcome = try Program(script: "Benchmarks/run").run(
                [
                    "--tiny", "--no-build", "--only", "engine,server", "--output", folder.path,
                ],
                environment: Self.binaries)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            let report = try String(
                contentsOf: folder.appending(path: "Report.md"), encoding: .utf8)
            for heading in ["## Targets", "## Engine", "## Server", "h2load in the same run"] {
                #expect(report.contains(heading))
            }
            let charts = report.matches(of: /\(charts\/([a-z]+)\.svg\)/).map { String($0.1) }
            if Program.exists("gnuplot") { #expect(charts.count >= 3) }
            for chart in charts {
                let file = folder.appending(path: "charts/\(chart).svg")
                #expect(try String(contentsOf: file, encoding: .utf8).contains("</svg>"))
            }
        }
    }

    @Test(
        "whatever others do, a client that behaves gets its answers",
        .enabled(if: Program.exists("python3"), "python3 is absent"))
    func floods() throws {
        let outcome = try Program(script: "Benchmarks/floods").run(
            ["--no-build", "--seconds", "0.3", "--idle", "300", "--rate", "200"],
            environment: Self.binaries)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        for reason in [
            "reset_flood", "ping_flood", "settings_flood", "priority_flood", "window_update_flood",
            "small_data_flood", "unknown_frame_flood", "continuation_flood", "header_flood",
        ] {
            #expect(outcome.output.contains(reason))
        }
    }

    @Test(
        "the counts of callgrind are read as it writes them",
        .enabled(if: Program.exists("python3"), "python3 is absent"))
    func callgrindParser() throws {
        let script = """
            import sys
            sys.path.insert(0, "Benchmarks/harness")
            import callgrind
            text = '''events: Ir
            fn=(1) main
            16 400
            cfn=(2) malloc
            calls=3 0
            16 300
            cfn=(3) swift_retain
            calls=5 0
            16 50
            fn=(4) other
            cfn=(2)
            calls=4 0
            16 100
            cfn=(5) malloc'2
            calls=1 0
            16 10
            totals: 860
            '''
            large = callgrind.parse("\\n".join(line.strip() for line in text.splitlines()))
            small = callgrind.Counts(60, 0, 1)
            print(large.instructions, large.allocations, large.retains)
            print(large.per_unit(small, 8))
            """
        let root = SharedData.packageRoot.path
        let outcome = try Program(url: URL(fileURLWithPath: "/usr/bin/env")).run([
            "python3", "-c", script.replacing("Benchmarks/", with: "\(root)/Benchmarks/"),
        ])
        #expect(
            outcome.output == """
                860 8 5
                {'instructions': 100.0, 'allocations': 1.0, 'retains': 0.5}

                """, "\(outcome.errors)")
    }
}

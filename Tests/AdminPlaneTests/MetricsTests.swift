import Testing

@testable import AdminPlane

/// How metrics are written, and what is read of the process.
@Suite("Metrics")
struct MetricsTests {
    @Test("a histogram counts each class with those below it")
    func histogram() throws {
        var metrics = MetricsText()
        metrics.addHistogram(
            "a_seconds", "Help.", bounds: [0.001, 0.5], counts: [2, 0, 1], sum: 3)
        #expect(
            metrics.text == """
                # HELP a_seconds Help.
                # TYPE a_seconds histogram
                a_seconds_bucket{le="0.001"} 2
                a_seconds_bucket{le="0.5"} 2
                a_seconds_bucket{le="+Inf"} 3
                a_seconds_sum 3.0
                a_seconds_count 3

                """)
        #expect(try MetricsPage(parsing: metrics.text).value("a_seconds_count") == 3)
    }

    @Test("what Linux says of the process is read past any name of the program")
    func process() throws {
        var fields = Array(repeating: "0", count: 50)
        (fields[11], fields[12], fields[19], fields[20], fields[21]) =
            ("250", "50", "1000", "4096", "3")
        let process = try #require(
            ProcessMetrics(
                process: "42 (a) b) S 1) " + fields.joined(separator: " "),
                system: "cpu 1 2\nbtime 1700000000\n",
                limits: "Limit  Soft\nMax open files            1024   4096   files\n",
                ticksPerSecond: 100, pageByteCount: 4_096, openFileCount: 7))
        var metrics = MetricsText()
        process.add(to: &metrics)
        let page = try MetricsPage(parsing: metrics.text)
        #expect(page.value("process_cpu_seconds_total") == 3)
        #expect(page.value("process_start_time_seconds") == 1_700_000_010)
        #expect(page.value("process_virtual_memory_bytes") == 4_096)
        #expect(page.value("process_resident_memory_bytes") == 12_288)
        #expect(page.value("process_open_fds") == 7)
        #expect(page.value("process_max_fds") == 1_024)
    }

    @Test(
        "a text that is not the kernel's gives no metrics",
        arguments: ["", "42", "42 (a)", "42 (a) S 1 2 3"])
    func noProcess(text: String) {
        #expect(
            ProcessMetrics(
                process: text, system: "btime 1\n", limits: "", ticksPerSecond: 100,
                pageByteCount: 4_096, openFileCount: nil) == nil)
    }
}

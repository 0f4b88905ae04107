import EventLoop
import Files

/// What Linux says about this process, under the names that Prometheus's own clients use.
struct ProcessMetrics {
    private let cpuSeconds: Double
    private let residentByteCount: UInt64
    private let virtualByteCount: UInt64
    private let startEpochSeconds: Double
    private let openFileCount: Int?
    private let openFileCountMax: UInt64?

    // LIMIT: bytes of a file below /proc; of those read here /proc/stat is the longest, with a line
    // for each processor and a number for each interrupt.
    private static let byteCountMax = 1 << 20
    // LIMIT: as many files as Linux lets a process open.
    private static let fileCountMax = 1 << 20

    /// Looks it up; `nil` where there is no /proc.
    init?() {
        guard let process = Self.text("/proc/self/stat"), let system = Self.text("/proc/stat")
        else { return nil }
        let files = try? DirectoryListing.names(
            "/proc/self/fd", countMax: Self.fileCountMax)
        self.init(
            process: process, system: system, limits: Self.text("/proc/self/limits") ?? "",
            ticksPerSecond: ProcessResources.ticksPerSecond,
            pageByteCount: ProcessResources.pageByteCount,
            // One of them was open for the sake of this list alone.
            openFileCount: files.map { $0.count - 1 })
    }

    /// Reads the texts of `/proc/self/stat`, `/proc/stat` and `/proc/self/limits`; see proc(5).
    init?(
        process: String, system: String, limits: String, ticksPerSecond: Int, pageByteCount: Int,
        openFileCount: Int?
    ) {
        // The second field is the program's name in parentheses, and may have any of these in it.
        guard let end = process.lastIndex(of: ")") else { return nil }
        // From the third field on.
        let fields = process[process.index(after: end)...].split(separator: " ")
        func field(_ number: Int) -> UInt64? {
            fields.indices.contains(number - 3) ? UInt64(fields[number - 3]) : nil
        }
        let bootLine = system.split(separator: "\n").first { $0.hasPrefix("btime ") }
        guard let user = field(14), let kernel = field(15), let start = field(22),
            let virtual = field(23), let pages = field(24), let bootLine,
            let boot = Double(bootLine.dropFirst("btime ".count))
        else { return nil }
        cpuSeconds = Double(user + kernel) / Double(ticksPerSecond)
        startEpochSeconds = boot + Double(start) / Double(ticksPerSecond)
        virtualByteCount = virtual
        residentByteCount = pages * UInt64(pageByteCount)
        self.openFileCount = openFileCount
        let name = "Max open files"
        openFileCountMax = limits.split(separator: "\n").first { $0.hasPrefix(name) }
            .flatMap { $0.dropFirst(name.count).split(separator: " ").first }
            .flatMap { UInt64($0) }
    }

    /// Writes them.
    func add(to metrics: inout MetricsText) {
        metrics.add(
            "process_cpu_seconds_total", .counter, "Processor time in seconds.", cpuSeconds)
        metrics.add(
            "process_resident_memory_bytes", .gauge, "Memory that is in use.", residentByteCount)
        metrics.add(
            "process_virtual_memory_bytes", .gauge, "Memory that is mapped.", virtualByteCount)
        metrics.add(
            "process_start_time_seconds", .gauge, "When the process began, in seconds since 1970.",
            startEpochSeconds)
        if let openFileCount {
            metrics.add("process_open_fds", .gauge, "Open files.", openFileCount)
        }
        if let openFileCountMax {
            metrics.add("process_max_fds", .gauge, "How many may be open.", openFileCountMax)
        }
    }

    private static func text(_ path: String) -> String? {
        (try? FileContents.read(path, byteCountMax: byteCountMax))
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

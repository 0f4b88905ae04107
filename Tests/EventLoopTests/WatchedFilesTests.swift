import Synchronization
import TestSupport
import Testing

@testable import EventLoop

/// That changes of files are heard of, whichever way they come.
@Suite("Watched files")
struct WatchedFilesTests {
    /// Counts calls, and lets a test wait for the next one.
    private final class Calls: Sendable {
        private let count = Mutex(0)

        func add() { count.withLock { $0 += 1 } }

        /// Waits until there are so many; `false` if that takes more than ten seconds.
        func reach(_ wanted: Int) async -> Bool {
            for _ in 0..<1_000 {
                if count.withLock({ $0 }) >= wanted { return true }
                try? await Task.sleep(for: .milliseconds(10))
            }
            return false
        }
    }

    @Test("a look at the start, then after each way of changing a file, and when asked")
    func changes() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("1", to: "target")
        try directory.link("link", to: "target")
        let calls = Calls()
        let watched = try WatchedFiles([directory.path("link")]) { _ in calls.add() }
        #expect(await calls.reach(1))
        try directory.write("2", to: "target")
        #expect(await calls.reach(2))
        try directory.replace("target", with: "3")
        #expect(await calls.reach(3))
        try directory.write("4", to: "other")
        try directory.link("link~", to: "other")
        try directory.rename("link~", to: "link")
        #expect(await calls.reach(4))
        // It is the new target that counts now.
        try directory.write("5", to: "other")
        #expect(await calls.reach(5))
        watched.check()
        #expect(await calls.reach(6))
        watched.stop()
    }
}

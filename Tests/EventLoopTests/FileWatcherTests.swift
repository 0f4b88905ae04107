import EventLoop
import Files
import Foundation
import TestSupport
import Testing

/// Checks that what happens in a directory is told. The kernel queues a change before the call that
/// made it returns, so that nothing has to be waited for.
@Suite("File watcher")
struct FileWatcherTests {
    let root: TemporaryDirectory

    init() throws {
        root = try TemporaryDirectory()
        try root.write("x", to: "file")
        try root.write("x", to: "other")
        try root.write("x", to: "folder/inner")
    }

    private static let everything = PathTrail.Interest(names: nil, hasContents: true)

    private static let changes: [(String, @Sendable (TemporaryDirectory) throws -> Void)] = [
        ("a file is written in place", { try $0.write("y", to: "file") }),
        (
            "a file is appended to and kept open",
            { root in
                let handle = try #require(FileHandle(forWritingAtPath: root.path("file")))
                try handle.write(contentsOf: Data([0x79]))
                try #require(kept.append(handle))
            }
        ),
        ("a file is renamed over another", { try $0.rename("other", to: "file") }),
        ("a file goes", { try $0.remove("file") }),
        ("a file comes", { try $0.write("x", to: "new") }),
        ("a directory comes", { try $0.write("x", to: "new/deep") }),
        ("a directory goes", { try $0.remove("folder") }),
        ("a link comes", { try $0.link("new", to: "nowhere") }),
        (
            "a file may be read by others now",
            {
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o600], ofItemAtPath: $0.path("file"))
            }
        ),
    ]

    /// Keeps files open.
    private static let kept = Kept()

    private final class Kept: @unchecked Sendable {
        private let lock = NSLock()
        private var handles: [FileHandle] = []
        func append(_ handle: FileHandle) -> Bool {
            lock.withLock { handles.append(handle) }
            return true
        }
    }

    @Test("every way to change something is told, once", arguments: changes.indices)
    func told(index: Int) throws {
        var watcher = try FileWatcher()
        try watcher.watch([root.path: Self.everything])
        let change1 = watcher.takeChanges()
        #expect(!change1)
        let (name, change) = Self.changes[index]
        try change(root)
        let change2 = watcher.takeChanges()
        #expect(change2, "\(name)")
        let change3 = watcher.takeChanges()
        #expect(!change3)
    }

    @Test("what does not matter is not told")
    func irrelevant() throws {
        var watcher = try FileWatcher()
        try watcher.watch([root.path: PathTrail.Interest(names: ["file"])])
        try root.write("y", to: "other")
        try root.write("y", to: "new")
        try root.write("y", to: "folder/inner")
        let change4 = watcher.takeChanges()
        #expect(!change4)
        // Only which entries there are matters, not what is in them.
        try root.write("y", to: "file")
        let change5 = watcher.takeChanges()
        #expect(!change5)
        try root.rename("other", to: "file")
        let change6 = watcher.takeChanges()
        #expect(change6)
    }

    @Test("a directory that goes is told, and watched again when it is back")
    func replaced() throws {
        let folder = root.path("folder")
        var watcher = try FileWatcher()
        try watcher.watch([folder: Self.everything])
        try root.remove("folder")
        let change7 = watcher.takeChanges()
        #expect(change7)
        try watcher.watch([folder: Self.everything])
        try root.write("x", to: "folder/inner")
        let change8 = watcher.takeChanges()
        #expect(!change8)
        try watcher.watch([folder: Self.everything])
        try root.write("y", to: "folder/inner")
        let change9 = watcher.takeChanges()
        #expect(change9)
    }

    @Test("what is no longer asked for is no longer watched")
    func fewer() throws {
        var watcher = try FileWatcher()
        try watcher.watch([root.path: Self.everything, root.path("folder"): Self.everything])
        try watcher.watch([root.path("folder"): Self.everything])
        _ = watcher.takeChanges()
        try root.write("y", to: "file")
        let change10 = watcher.takeChanges()
        #expect(!change10)
        try root.write("y", to: "folder/inner")
        let change11 = watcher.takeChanges()
        #expect(change11)
    }

    @Test("when the kernel has no room for more, everything may have changed")
    func overflow() throws {
        let text = try String(
            contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
        let room = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        var watcher = try FileWatcher()
        try watcher.watch([root.path: PathTrail.Interest(names: ["file"])])
        // SAFETY: the strings outlive the calls, which only read them.
        for _ in 0...(room / 2) {
            #expect(unsafe mkdir(root.path("x"), 0o700) == 0)
            #expect(unsafe rmdir(root.path("x")) == 0)
        }
        let change12 = watcher.takeChanges()
        #expect(change12)
        let change13 = watcher.takeChanges()
        #expect(!change13)
    }

    @Test("reports become readable for a poller")
    func polled() throws {
        var watcher = try FileWatcher()
        try watcher.watch([root.path: Self.everything])
        var poller = try Poller()
        try poller.add(watcher.descriptor, token: 7, interest: .read)
        let ready0 = try poller.wait(milliseconds: 0)
        #expect(ready0 == 0)
        try root.write("y", to: "file")
        let ready1 = try poller.wait(milliseconds: 0)
        #expect(ready1 == 1)
        let change14 = watcher.takeChanges()
        #expect(change14)
    }
}

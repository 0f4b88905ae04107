import Files
import Foundation
import Testing

/// Reading files and directories, and what comes of reading what cannot be read.
@Suite("Files")
struct FilesTests {
    /// A directory of the test's own, removed by the caller.
    static func temporaryDirectory() throws -> URL {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "verdict-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    @Test("a file is read whole, up to its limit", arguments: [0, 1, 65_535, 65_536, 200_000])
    func lengths(count: Int) throws {
        let directory = try Self.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "file").path
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(try FileContents.read(path, byteCountMax: count) == bytes)
        guard count > 0 else { return }
        let error = #expect(throws: FileError.self) {
            try FileContents.read(path, byteCountMax: count - 1)
        }
        #expect(error?.kind == .tooLong(byteCountMax: count - 1))
    }

    @Test("what is not there, and what is no file, is said so")
    func unreadable() throws {
        let directory = try Self.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let missing = #expect(throws: FileError.self) {
            try FileContents.read(directory.path + "/none", byteCountMax: 1)
        }
        #expect(missing?.message == "no such file or directory")
        let folder = #expect(throws: FileError.self) {
            try FileContents.read(directory.path, byteCountMax: 1)
        }
        #expect(folder?.message == "is a directory")
        let cut = #expect(throws: FileError.self) {
            try FileContents.read("/dev/null\0x", byteCountMax: 1)
        }
        #expect(cut?.kind == .notFound)
    }

    @Test("a directory is listed in the order of bytes, without hidden names, up to its limit")
    func listing() throws {
        let directory = try Self.temporaryDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        for name in ["b", "a", "Z", "é", ".hidden", "a.json"] {
            try Data().write(to: directory.appending(path: name))
        }
        let names = try DirectoryListing.names(directory.path, countMax: 5)
        #expect(names == ["Z", "a", "a.json", "b", "é"])
        let error = #expect(throws: FileError.self) {
            try DirectoryListing.names(directory.path, countMax: 4)
        }
        #expect(error?.message == "directory has more than 4 entries")
        #expect(throws: FileError.self) {
            try DirectoryListing.names(directory.path + "/a", countMax: 4)
        }
        #expect(DirectoryListing.isDirectory(directory.path))
        #expect(!DirectoryListing.isDirectory(directory.path + "/a"))
        #expect(!DirectoryListing.isDirectory(directory.path + "/none"))
    }
}

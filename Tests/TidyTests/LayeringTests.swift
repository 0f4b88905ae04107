import Foundation
import TestSupport
import Testing

/// What the design article promises about the sources as such.
@Suite("Layering")
struct LayeringTests {
    /// The floor plan, lowest row first: the design article and Package.swift have the same.
    static let rows: [Set<String>] = [
        [
            "CGetopt", "CLinux", "CNghttp2", "COpenSSL", "CSQLite", "CMicroHTTPD",
            "CLibFYAML", "CSystemd", "CProtobufC", "CEnvoyAuth", "PolicyModel",
            "StrictJSON", "Files", "HTTPMessage", "FlatMemory", "LockFree", "Measurement",
            "Identities", "CLanes", "CScan",
        ],
        [
            "WildcardAutomata", "ConditionValues", "HTTP2", "EventLoop", "Cryptography", "SQLite",
            "ServiceManager", "TLS", "YAML",
        ],
        ["PolicyLanguage", "PolicyEngine", "QueryProtocol", "RequestSigning", "HTTP1", "GRPC"],
        ["BearerTokens", "Directory", "PolicySimulation", "ServiceLinkedRoles"],
        ["DecisionPoint", "RequestMapping", "Store"],
        ["DecisionAPI", "SyntheticWorkload", "IdentityAPI"],
        ["Server", "GRPCServices"],
        ["AdminPlane"],
        ["verdict"],
    ]

    /// The doors to C import nothing of ours, so that their own row may import them, too.
    static let doors: Set<String> = [
        "CEnvoyAuth", "CProtobufC",
        "CGetopt", "CLanes", "CLibFYAML", "CLinux", "CMicroHTTPD", "CNghttp2", "COpenSSL", "CScan",
        "CSQLite", "CSystemd",
    ]

    /// What every module may import: parts of the toolchain.
    static let toolchain: Set<String> = ["Glibc", "Synchronization"]

    /// LIMIT: lines of a file. Whoever needs more has two ideas in it.
    static let lineCountMax = 400

    static let sources = Result { try SourceFile.all(["swift"]) }
    static let article = Result {
        let path = "Sources/PolicyEngine/PolicyEngine.docc/Design.md"
        let url = SharedData.packageRoot.appending(path: path)
        return SourceFile(path: path, text: try String(contentsOf: url, encoding: .utf8))
    }

    static func row(of module: String) -> Int? { rows.firstIndex { $0.contains(module) } }

    @Test("every module has a row, in the tests as in the article")
    func rowsAreComplete() throws {
        let root = SharedData.packageRoot.appending(path: "Sources").path
        let modules = try FileManager.default.contentsOfDirectory(atPath: root)
            .filter { !$0.hasPrefix(".") }
        #expect(Set(modules) == Self.rows.reduce([]) { $0.union($1) })

        let article = try Self.article.get()
        for (number, modules) in Self.rows.enumerated() {
            let line = try #require(article.lines.first { $0.hasPrefix("| \(number) | `") })
            #expect(Set(line.matches(of: /`(\w+)`/).map { String($0.1) }) == modules)
        }
    }

    @Test("a module imports only modules of lower rows")
    func imports() throws {
        for file in try Self.sources.get() {
            let own = try #require(Self.row(of: file.module))
            for module in file.imports where !Self.toolchain.contains(module) {
                let row = try #require(
                    Self.row(of: module), "\(file.path) imports `\(module)`, which has no row")
                #expect(
                    row < own || Self.doors.contains(module),
                    "\(file.path), in row \(own), imports `\(module)` of row \(row)")
            }
        }
    }

    @Test("no source imports Foundation, which would bring slow and locale-bound text handling")
    func foundation() throws {
        for file in try Self.sources.get() {
            #expect(!file.imports.contains { $0.hasPrefix("Foundation") }, "\(file.path)")
        }
    }

    @Test("no file is longer than 400 lines")
    func length() throws {
        for file in try SourceFile.all(["swift", "c", "h"])
        // Except for what protoc-c makes.
        where !file.path.contains(".pb-c.") {
            #expect(file.lines.count - 1 <= Self.lineCountMax, "\(file.path)")
        }
    }

    @Test("unsafe code stands in the files that the article lists, and in no other")
    func unsafeFiles() throws {
        let listed = try Self.article.get().lines.compactMap { line in
            line.wholeMatch(of: /- `(Sources\/.+\.swift)`/).map { String($0.1) }
        }
        let found = try Self.sources.get().filter(\.isUnsafe).map(\.path)
        let unlisted = Set(found).subtracting(listed).sorted()
        let superfluous = Set(listed).subtracting(found).sorted()
        #expect(unlisted.isEmpty, "not in the article's list")
        #expect(superfluous.isEmpty, "in the article's list without need")
        #expect(Set(listed).count == listed.count)
    }

    @Test("every file with unsafe code says why it is safe")
    func reasons() throws {
        for file in try Self.sources.get()
        where file.code.contains(where: { $0.contains(/\bunsafe\s/) }) {
            #expect(file.lines.contains { $0.contains(/SAFETY: \S/) }, "\(file.path)")
        }
    }

    @Test(
        "the tests read imports as the compiler does",
        arguments: [
            ("import Files", ["Files"]), ("package import Files", ["Files"]),
            ("@preconcurrency import Glibc // a C library", ["Glibc"]),
            ("@_spi(Some) public import struct Files.FileError", ["Files"]),
            ("import verdict", ["verdict"]), ("    import Files", ["Files"]),
            ("// import Files", []), ("let important = 1", []),
        ])
    func reader(line: String, modules: [String]) {
        #expect(SourceFile(path: "Sources/X/Y.swift", text: line).imports == modules)
    }
}

// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A Swift module of the floor plan. `Tests/TidyTests` holds the rows.
func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], _ settings: [SwiftSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict + settings)
}

/// The test target that mirrors a module.
///
/// - Parameter data: Folders of test data, which tests read where they lie.
func tests(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: data, swiftSettings: strict)
}

let package = Package(
    name: "verdict",
    products: [
        .executable(name: "verdict", targets: ["verdict"]),
        .executable(name: "verdict-load", targets: ["LoadClient"]),
        .executable(name: "verdict-benchmarks", targets: ["EngineBenchmarks"]),
    ],
    targets: [
        // Row 0: doors to C, and vocabularies that import nothing else.
        .target(name: "CLinux"),
        .target(name: "CGetopt"),
        .target(name: "CScan"),
        .target(name: "CLanes"),
        .systemLibrary(
            name: "CNghttp2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "CMicroHTTPD", pkgConfig: "libmicrohttpd",
            providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(
            name: "CProtobufC", pkgConfig: "libprotobuf-c",
            providers: [.apt(["libprotobuf-c-dev"])]),
        .target(
            name: "CEnvoyAuth", dependencies: ["CProtobufC"],
            exclude: ["external_authorization.proto"], linkerSettings: [.linkedLibrary("m")]),
        .systemLibrary(
            name: "CLibFYAML", pkgConfig: "libfyaml", providers: [.apt(["libfyaml-dev"])]),
        .systemLibrary(
            name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        module("PolicyModel"),
        module("StrictJSON"),
        module("Files"),
        module("HTTPMessage"),
        // A buffer that lends its elements needs to say for how long.
        module("FlatMemory", ["CScan"], [.enableExperimentalFeature("Lifetimes")]),
        module("LockFree"),
        module("Measurement"),
        module("Identities"),

        // Row 1: patterns and values, bytes to streams.
        module("WildcardAutomata", ["FlatMemory"]),
        module("ConditionValues", ["FlatMemory"]),
        module("HTTP2", ["CNghttp2", "HTTPMessage"]),
        module("EventLoop", ["CLinux", "Files"]),
        module("Cryptography", ["COpenSSL"]),
        module("SQLite", ["CSQLite"]),
        module("TLS", ["COpenSSL"]),
        module("ServiceManager", ["CSystemd"]),
        module("YAML", ["CLibFYAML", "PolicyModel"]),

        // Row 2: text to documents, documents to decisions; the admin plane's transport.
        module("GRPC", ["HTTPMessage"]),
        module("HTTP1", ["CMicroHTTPD", "EventLoop", "HTTPMessage"]),
        module(
            "PolicyLanguage", ["ConditionValues", "HTTPMessage", "PolicyModel", "StrictJSON"]),
        module(
            "PolicyEngine", ["ConditionValues", "FlatMemory", "PolicyModel", "WildcardAutomata"]),
        module("QueryProtocol", ["ConditionValues", "HTTPMessage"]),
        module("RequestSigning", ["ConditionValues", "Cryptography", "HTTPMessage"]),

        // Row 3: who exists, and which policies apply to them.
        module(
            "Directory",
            [
                "ConditionValues", "Files", "FlatMemory", "PolicyEngine", "PolicyLanguage",
                "PolicyModel", "StrictJSON",
            ]),
        module(
            "ServiceLinkedRoles",
            ["Files", "Identities", "PolicyLanguage", "PolicyModel", "StrictJSON"]),

        module(
            "BearerTokens",
            [
                "Cryptography", "Files", "FlatMemory", "HTTPMessage", "LockFree",
                "PolicyLanguage", "PolicyModel",
            ]),
        module(
            "PolicySimulation",
            ["FlatMemory", "PolicyEngine", "PolicyLanguage", "PolicyModel", "StrictJSON"]),

        // Row 4: decisions, remembered and published.
        module(
            "DecisionPoint",
            [
                "CLanes", "Directory", "EventLoop", "Files", "FlatMemory", "LockFree",
                "PolicyEngine", "PolicyModel",
            ]),

        module(
            "RequestMapping",
            [
                "ConditionValues", "Directory", "Files", "FlatMemory", "LockFree",
                "PolicyLanguage", "PolicyModel", "YAML",
            ]),
        module(
            "Store",
            [
                "ConditionValues", "Directory", "FlatMemory", "HTTPMessage", "Identities",
                "PolicyLanguage", "PolicyModel", "SQLite", "StrictJSON",
            ]),

        // Row 5: protocols.
        module(
            "DecisionAPI",
            [
                "BearerTokens", "DecisionPoint", "Directory", "FlatMemory", "HTTPMessage",
                "PolicyEngine",
                "PolicyLanguage", "PolicyModel", "RequestMapping", "StrictJSON",
            ]),
        module(
            "IdentityAPI",
            [
                "ConditionValues", "HTTPMessage", "Identities", "PolicyEngine", "PolicyLanguage",
                "PolicyModel", "PolicySimulation", "QueryProtocol", "ServiceLinkedRoles",
            ]),
        module("SyntheticWorkload", ["Directory", "FlatMemory", "PolicyModel", "StrictJSON"]),

        // Row 6: the daemon.
        module("Server", ["HTTPMessage", "EventLoop", "HTTP2", "LockFree", "CLinux", "TLS"]),

        module(
            "GRPCServices",
            ["CEnvoyAuth", "DecisionAPI", "EventLoop", "GRPC", "HTTPMessage", "RequestMapping"]),

        // Row 7: its administration.
        module(
            "AdminPlane",
            [
                "BearerTokens", "CLinux", "Cryptography", "DecisionAPI", "DecisionPoint",
                "Directory", "EventLoop", "Files", "FlatMemory", "HTTP2", "HTTPMessage",
                "Identities", "IdentityAPI", "LockFree", "PolicyEngine", "PolicyLanguage",
                "PolicyModel", "QueryProtocol", "RequestSigning", "Server",
                "ServiceLinkedRoles", "Store", "StrictJSON",
            ]),

        // Row 8: the executable.
        .executableTarget(
            name: "verdict",
            dependencies: [
                "BearerTokens", "Server", "DecisionAPI", "DecisionPoint", "LockFree", "Directory",
                "PolicyEngine",
                "PolicyLanguage",
                "PolicyModel", "StrictJSON", "HTTPMessage", "Files", "FlatMemory", "CLinux",
                "CGetopt", "Measurement", "SyntheticWorkload", "AdminPlane", "Cryptography",
                "EventLoop", "GRPCServices", "HTTP1", "Identities", "RequestMapping",
                "RequestSigning", "ServiceLinkedRoles", "ServiceManager", "Store", "TLS",
            ],
            swiftSettings: strict),

        // Benchmarks: Benchmarks/run builds and runs them.
        .executableTarget(
            name: "LoadClient",
            dependencies: [
                "CLinux", "CNghttp2", "EventLoop", "Files", "Measurement", "StrictJSON",
                "SyntheticWorkload",
            ],
            path: "Benchmarks/LoadClient", swiftSettings: strict),
        .executableTarget(
            name: "EngineBenchmarks",
            dependencies: [
                "DecisionPoint", "Directory", "EventLoop", "Files", "FlatMemory", "LockFree",
                "Measurement", "PolicyLanguage", "PolicyModel", "StrictJSON", "SyntheticWorkload",
            ],
            path: "Benchmarks/EngineBenchmarks", swiftSettings: strict),

        // Tests mirror the modules.
        .target(
            name: "TestSupport",
            dependencies: ["Directory", "PolicyModel", "PolicyLanguage", "StrictJSON"],
            path: "Tests/TestSupport", swiftSettings: strict),
        tests("PolicyModelTests", ["PolicyModel", "TestSupport"]),
        tests("StrictJSONTests", ["StrictJSON", "TestSupport"]),
        tests("FilesTests", ["Files", "TestSupport"]),
        tests("FlatMemoryTests", ["FlatMemory", "TestSupport"]),
        tests("HTTPMessageTests", ["HTTPMessage", "TestSupport"]),
        tests("CryptographyTests", ["Cryptography"]),
        tests("ConditionValuesTests", ["ConditionValues", "FlatMemory"]),
        tests("WildcardAutomataTests", ["WildcardAutomata", "FlatMemory", "TestSupport"]),
        tests(
            "PolicyLanguageTests", ["PolicyLanguage", "PolicyModel", "StrictJSON", "TestSupport"]),
        tests("HTTP2Tests", ["HTTP2", "CNghttp2", "HTTPMessage", "TestSupport"]),
        tests("EventLoopTests", ["EventLoop", "CLinux", "Files", "TestSupport"]),
        .executableTarget(
            name: "TestDatabase", dependencies: ["SQLite"],
            path: "Tests/TestDatabase", swiftSettings: strict),
        tests("HTTP1Tests", ["HTTP1", "HTTPMessage", "EventLoop", "CLinux", "TestSupport"]),
        tests("TLSTests", ["COpenSSL", "TLS"]),
        tests("SQLiteTests", ["SQLite", "TestDatabase", "TestSupport"]),
        tests(
            "PolicyEngineTests",
            ["FlatMemory", "PolicyEngine", "PolicyModel", "WildcardAutomata"]),
        tests("QueryProtocolTests", ["ConditionValues", "QueryProtocol", "TestSupport"]),
        tests(
            "RequestSigningTests", ["Cryptography", "RequestSigning", "TestSupport"],
            data: ["Vectors"]),
        tests(
            "DirectoryTests",
            [
                "Directory", "Files", "FlatMemory", "PolicyEngine", "PolicyLanguage", "PolicyModel",
                "StrictJSON", "TestSupport",
            ]),
        tests(
            "PolicySimulationTests", ["PolicyLanguage", "PolicyModel", "PolicySimulation"]),
        tests("GRPCTests", ["GRPC", "HTTPMessage"]),
        tests(
            "GRPCServicesTests",
            [
                "DecisionAPI", "EventLoop", "GRPC", "GRPCServices", "HTTPMessage", "LockFree",
                "PolicyModel", "RequestMapping", "TestSupport",
            ]),
        tests("YAMLTests", ["PolicyModel", "YAML"]),
        tests(
            "RequestMappingTests",
            [
                "Directory", "FlatMemory", "PolicyLanguage", "PolicyModel", "RequestMapping",
                "TestSupport", "YAML",
            ]),
        tests("LockFreeTests", ["LockFree", "TestSupport"]),
        tests(
            "DecisionPointTests",
            [
                "DecisionPoint", "Directory", "EventLoop", "Files", "FlatMemory", "LockFree",
                "PolicyModel", "TestSupport", "WildcardAutomata",
            ]),
        tests(
            "DecisionAPITests",
            [
                "BearerTokens", "DecisionAPI", "DecisionPoint", "Directory", "FlatMemory",
                "HTTPMessage", "LockFree", "PolicyModel", "RequestMapping", "StrictJSON",
                "TestSupport",
            ]),
        tests(
            "StoreTests",
            [
                "Directory", "Identities", "PolicyLanguage", "PolicyModel", "SQLite", "Store",
                "StrictJSON", "TestStore", "TestSupport",
            ]),
        .executableTarget(
            name: "TestStore", dependencies: ["Identities", "Store"], path: "Tests/TestStore",
            swiftSettings: strict),
        tests(
            "IdentityAPITests",
            [
                "HTTPMessage", "Identities", "IdentityAPI", "QueryProtocol", "ServiceLinkedRoles",
                "StrictJSON", "TestSupport",
            ], data: ["Botocore"]),
        tests(
            "AdminPlaneTests",
            [
                "AdminPlane", "BearerTokens", "ConditionValues", "Cryptography", "DecisionAPI",
                "DecisionPoint", "Directory", "EventLoop", "FlatMemory", "HTTPMessage",
                "Identities", "PolicyEngine", "PolicyModel",
                "RequestSigning", "Server", "ServiceLinkedRoles", "Store", "StrictJSON",
                "TestSupport",
            ]),
        tests(
            "BearerTokensTests",
            ["BearerTokens", "Cryptography", "HTTPMessage", "LockFree", "TestSupport"]),
        tests("MeasurementTests", ["Measurement"]),
        tests("IdentitiesTests", ["Identities"]),
        tests(
            "ServiceLinkedRolesTests",
            [
                "Identities", "PolicyLanguage", "PolicyModel", "ServiceLinkedRoles", "StrictJSON",
                "TestSupport",
            ]),
        tests(
            "SyntheticWorkloadTests",
            [
                "DecisionAPI", "Directory", "PolicyLanguage", "PolicyModel", "StrictJSON",
                "SyntheticWorkload", "TestSupport",
            ]),
        .executableTarget(
            name: "TestServer", dependencies: ["Server", "HTTPMessage", "EventLoop"],
            path: "Tests/TestServer", swiftSettings: strict),
        tests(
            "ServerTests",
            ["Server", "HTTPMessage", "HTTP2", "EventLoop", "CLinux", "TestServer", "TestSupport"]),
        tests(
            "ConformanceTests",
            [
                "FlatMemory", "PolicyEngine", "PolicyLanguage", "PolicyModel", "StrictJSON",
                "TestSupport",
            ],
            data: ["Cases"]),
        tests(
            "DifferentialTests",
            ["FlatMemory", "PolicyEngine", "PolicyLanguage", "PolicyModel", "TestSupport"]),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "DecisionAPI", "Directory", "EventLoop", "FlatMemory", "GRPC", "GRPCServices",
                "HTTP2", "HTTPMessage", "PolicyEngine", "PolicyLanguage", "PolicyModel",
                "RequestMapping", "TestSupport",
            ],
            path: "Tests/Fuzzing/Targets", swiftSettings: strict),
        tests("FuzzingTests", ["FuzzTargets", "TestSupport"], data: ["Corpora"]),
        tests("IntegrationTests", ["StrictJSON", "TestSupport"], data: ["Stories"]),
        tests("BenchmarkTests", ["LoadClient", "EngineBenchmarks", "verdict", "TestSupport"]),
        tests("TidyTests", ["TestSupport"]),
    ]
)

// Tests/Fuzzing/run links libFuzzer, without which this does not link.
if Context.environment["VERDICT_FUZZING"] != nil {
    package.products.append(.executable(name: "verdict-fuzzing", targets: ["Fuzzing"]))
    package.targets.append(
        .executableTarget(
            name: "Fuzzing", dependencies: ["FuzzTargets"], path: "Tests/Fuzzing/Driver",
            swiftSettings: strict))
}

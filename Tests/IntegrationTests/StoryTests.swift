import Foundation
import TestSupport
import Testing

/// Drives the daemon with boto3 and with the AWS CLI, as `Stories` tells.
@Suite(
    "Stories", .serialized,
    .enabled(
        if: Stories.isPossible,
        "skipped: no virtual environment with boto3 and the AWS CLI; `deploy/python` makes it"))
struct StoryTests {
    @Test("the story of a service-linked role, with the clients that people have")
    func linkedRole() throws {
        let outcome = try Stories.tell("linked_role_story.py")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    // LIMIT: cycles of a test run; `Stories/kill_story.py` has 200 by default.
    @Test("killed at random moments, nothing acknowledged is lost and nothing half done")
    func kill() throws {
        let outcome = try Stories.tell("kill_story.py", ["20"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("callers with and without tokens, an admin plane that others reach, and what is counted")
    func callers() throws {
        let outcome = try Stories.tell("callers_story.py")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test(
        "a gateway asks before it lets requests on", .timeLimit(.minutes(3)),
        arguments: Stories.gateways)
    func gateway(name: String) throws {
        let outcome = try Stories.tell("gateway_story.py", [name])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("the example for Envoy is one, and what it makes Envoy ask is answered")
    func envoy() throws {
        let outcome = try Stories.tell("envoy_story.py")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test(
        "Prometheus scrapes the daemon, and what alerts and dashboard ask for is there",
        .enabled(
            if: Stories.hasPrometheus,
            "skipped: no Prometheus; `deploy/packages --tests` installs it"))
    func metrics() throws {
        let outcome = try Stories.tell("metrics_story.py")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("each rule of HTTP/2 that is broken ends as it must, and harms nobody beside")
    func conformance() throws {
        let outcome = try Stories.tell("conformance_story.py")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("daemons replaced one after the other, and no request of those who follow GOAWAY lost")
    func rolling() throws {
        let outcome = try Stories.tell("rolling_story.py", ["2"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("units, containers and manifests are what their tools read, and start the daemon")
    func deployment() throws {
        let outcome = try Stories.tell("deploy_story.py")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("a service manager hears when the daemon is ready, and when it stops")
    func service() throws {
        let outcome = try Stories.tell("service_story.py")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("TLS with and without certificates of clients, renewed under load, and Unix sockets")
    func certificates() throws {
        let outcome = try Stories.tell("certificate_story.py")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("Envoy's calls over gRPC, and health checks")
    func grpc() throws {
        let outcome = try Stories.tell("grpc_story.py")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("the C of the protobuf messages is what their definitions give")
    func protobuf() throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/protoc-c") else { return }
        let folder = try TemporaryDirectory()
        let root = SharedData.packageRoot
        let made = try VerdictBinary.run(
            executable: root.appending(path: "deploy/protobuf"), [folder.path("made")])
        #expect(made.status == 0, "\(made.errors)")
        for name in ["external_authorization.pb-c.c", "include/external_authorization.pb-c.h"] {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: folder.path("made/" + name),
                    andPath: root.appending(path: "Sources/CEnvoyAuth/" + name).path), "\(name)")
        }
    }

    @Test("AuthZEN's certification scenario")
    func authzen() throws {
        let outcome = try Stories.tell("authzen_story.py")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("a client of Open Policy Agent asks here instead, unchanged")
    func openPolicyAgent() throws {
        let outcome = try Stories.tell("opa_story.py")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("a new role is decided by at once while others are decided")
    func prompt() throws {
        let outcome = try Stories.tell("prompt_story.py", ["1000", "3"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }
}

/// The stories, which are Python programs.
enum Stories {
    private static let root = SharedData.packageRoot
    private static let python = root.appending(path: ".build/python/bin/python3")

    /// The gateways that are installed; `deploy/test` installs both.
    static let gateways = [("nginx", "/usr/sbin/nginx"), ("caddy", "/usr/bin/caddy")]
        .filter { FileManager.default.isExecutableFile(atPath: $0.1) }.map(\.0)

    static var hasPrometheus: Bool {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/prometheus")
    }

    static var isPossible: Bool { FileManager.default.isExecutableFile(atPath: python.path) }

    /// Tells a story against the executable under test.
    static func tell(
        _ name: String, _ arguments: [String] = []
    ) throws -> VerdictBinary.Outcome {
        let story = root.appending(path: "Tests/IntegrationTests/Stories/\(name)")
        return try VerdictBinary.run(
            executable: python, [story.path] + arguments,
            environment: [
                "VERDICT_BINARY": VerdictBinary.url.path, "PYTHONDONTWRITEBYTECODE": "1",
            ])
    }
}

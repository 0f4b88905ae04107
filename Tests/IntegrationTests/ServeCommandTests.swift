import Foundation
import TestSupport
import Testing

/// Starts the real daemon on the example bundle and asks it with curl and h2load.
@Suite("verdict serve")
struct ServeCommandTests {
    private static func daemon(
        _ bundle: String? = SharedData.packageRoot.appending(path: "deploy/example").path
    ) throws -> VerdictDaemon {
        try VerdictDaemon(
            [bundle].compactMap { $0 } + ["--listen", "127.0.0.1:0", "--workers", "2"])
    }

    private func curl(_ arguments: [String]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["curl", "-s", "--http2-prior-knowledge"] + arguments
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    private static func body(_ principal: String, _ action: String, _ resource: String) -> String {
        #"{"subject":{"type":"user","id":"\#(principal)"},"action":{"name":"\#(action)"},"#
            + #""resource":{"type":"s3","id":"\#(resource)"}}"#
    }

    @Test("answers allow, implicit and explicit deny, and stops cleanly")
    func decisions() throws {
        let daemon = try Self.daemon()
        let deployer = "arn:aws:sts::111122223333:assumed-role/Deployer/run-7"
        let table = [
            (deployer, "s3:PutObject", "arn:aws:s3:::shop-media/releases/1.zip", "true"),
            (
                "arn:aws:iam::111122223333:user/staff/ada", "s3:DeleteObject",
                "arn:aws:s3:::shop-media/storefront/a.png", "false"
            ),
            (deployer, "s3:DeleteBucket", "arn:aws:s3:::shop-old", "false"),
            ("arn:aws:iam::111122223333:user/nobody", "s3:GetObject", "*", "false"),
        ]
        for (principal, action, resource, decision) in table {
            let answer = try curl([
                "http://\(daemon.address)/access/v1/evaluation",
                "-H", "content-type: application/json",
                "-d", Self.body(principal, action, resource),
            ])
            #expect(answer == "{\"decision\":\(decision)}", "\(action) on \(resource)")
        }
        #expect(daemon.stop() == 0)
    }

    @Test(
        "refuses bad input with the right status",
        arguments: [
            (["-d", "{", "-H", "content-type: application/json"], "/access/v1/evaluation", "400"),
            (["-d", "{}", "-H", "content-type: text/plain"], "/access/v1/evaluation", "400"),
            (["-X", "GET"], "/access/v1/evaluation", "405"),
            (["-d", "{}", "-H", "content-type: application/json"], "/nowhere", "404"),
            (
                [
                    "-d", String(repeating: " ", count: 70_000), "-H",
                    "content-type: application/json",
                ],
                "/access/v1/evaluation", "413"
            ),
            (
                ["-d", "{}", "-H", "x-long: " + String(repeating: "x", count: 9_000)],
                "/access/v1/evaluation", "431"
            ),
        ])
    func badInput(arguments: [String], path: String, status: String) throws {
        let daemon = try Self.daemon()
        let answer = try curl(
            ["-o", "/dev/null", "-w", "%{http_code}", "http://\(daemon.address)\(path)"] + arguments
        )
        #expect(answer == status)
        #expect(daemon.stop() == 0)
    }

    @Test("without a bundle everything is denied")
    func noBundle() throws {
        let daemon = try Self.daemon(nil)
        let answer = try curl([
            "http://\(daemon.address)/access/v1/evaluation", "-H", "content-type: application/json",
            "-d", Self.body("arn:aws:iam::111122223333:root", "s3:GetObject", "*"),
        ])
        #expect(answer == "{\"decision\":false}")
        #expect(daemon.stop() == 0)
    }

    @Test("a bundle with errors is not served, and every error is listed")
    func badBundle() throws {
        try VerdictBinary.withTemporaryFolder { folder in
            let account = folder.appending(path: "accounts/111122223333")
            try FileManager.default.createDirectory(at: account, withIntermediateDirectories: true)
            for name in ["authorization-details.json", "resource-policies.json"] {
                try "{".write(
                    to: account.appending(path: name), atomically: false, encoding: .utf8)
            }
            let outcome = try VerdictBinary.run(["serve", folder.path])
            #expect(outcome.status == 2)
            #expect(outcome.output == "")
            #expect(outcome.errors.contains("authorization-details.json:1:"))
            #expect(outcome.errors.contains("resource-policies.json:1:"))
        }
    }
}

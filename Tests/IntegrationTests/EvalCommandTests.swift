import Foundation
import TestSupport
import Testing

/// Checks `verdict eval`, `verdict test` and `verdict bench` by running the executable.
@Suite("verdict eval, test and bench")
struct EvalCommandTests {
    static let policy = """
        {"Version": "2012-10-17", "Statement": [
         {"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::logs/*",
          "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
         {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::logs/secret*"}]}
        """

    private func eval(_ arguments: [String]) throws -> VerdictBinary.Outcome {
        try VerdictBinary.withTemporaryFolder { folder in
            try Self.policy.write(
                to: folder.appendingPathComponent("p.json"), atomically: false, encoding: .utf8)
            return try VerdictBinary.run(["eval"] + arguments, in: folder)
        }
    }

    @Test(
        "decides by a policy file",
        arguments: [
            (
                "arn:aws:s3:::logs/a", "10.1.2.3", 0,
                "Allow\n  Allow by identity policy `p.json`, statement 0 (Read)\n"
            ),
            ("arn:aws:s3:::logs/a", "11.1.2.3", 1, "ImplicitDeny\n"),
            (
                "arn:aws:s3:::logs/secret/x", "10.1.2.3", 1,
                "ExplicitDeny\n  Deny by identity policy `p.json`, statement 1\n"
            ),
        ] as [(String, String, Int32, String)])
    func policyFile(resource: String, address: String, status: Int32, output: String) throws {
        let outcome = try eval([
            "--policy", "p.json", "--action", "s3:GetObject", "--resource", resource,
            "--context", "aws:SourceIp=\(address)",
        ])
        #expect(outcome.output == output)
        #expect(outcome.status == status)
        #expect(outcome.errors == "")
    }

    @Test("decides as a principal of a bundle")
    func bundle() throws {
        let bundle = SharedData.packageRoot.appending(path: "deploy/example").path
        let deployer = "arn:aws:sts::111122223333:assumed-role/Deployer/run-7"
        let denied = try eval([
            "--bundle", bundle, "--principal", deployer, "--action", "s3:DeleteBucket",
            "--resource", "arn:aws:s3:::shop-old",
        ])
        #expect(denied.status == 1)
        #expect(
            denied.output
                == "ExplicitDeny\n  Deny by scp policy `ProtectData`, statement 0 (KeepBuckets)\n")
        let unknown = try eval([
            "--bundle", bundle, "--principal", "arn:aws:iam::111122223333:user/nobody",
            "--action", "s3:GetObject", "--resource", "*",
        ])
        #expect(unknown.status == 1)
        #expect(unknown.output == "ImplicitDeny\n  unknown-principal\n")
    }

    @Test(
        "a bad command line exits with 2 and one line",
        arguments: [
            ([], "no --action"),
            (["--action", "s3:GetObject"], "give --policy or --bundle"),
            (["--action", "a:b", "--bundle", "x"], "--bundle needs a --principal"),
            (
                ["--action", "a:b", "--policy", "p.json", "--context", "x"],
                "bad value `x` for `--context`, expected KEY=VALUE"
            ),
        ] as [([String], String)])
    func usage(arguments: [String], message: String) throws {
        let outcome = try eval(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors == "verdict eval: \(message); see `verdict eval --help`\n")
    }

    @Test("our own cases pass as policy tests, in every format")
    func policyTests() throws {
        let cases = SharedData.packageRoot.appending(
            path: "Tests/ConformanceTests/Cases/dates.jsonl")
        let text = try VerdictBinary.run(["test", cases.path])
        #expect(text.status == 0)
        #expect(text.output.hasSuffix(" passed, 0 failed\n"))
        #expect(!text.output.hasPrefix("0 passed"))
        let junit = try VerdictBinary.run(["test", "--format", "junit", cases.path])
        #expect(junit.output.contains("failures=\"0\""))
        let verdicts = try VerdictBinary.run(["test", "--format", "verdicts", cases.path])
        #expect(verdicts.output.contains("\"verdict\":\"Allow\"}"))
    }

    @Test("a wrong expectation fails, and the reason is named")
    func failingPolicyTest() throws {
        let line = """
            {"id": "wrong", "identity_policies": [\(Self.policy.replacing("\n", with: " "))], \
            "request": {"principal": "arn:aws:iam::111122223333:user/x", "principal_kind": "user", \
            "action": "s3:GetObject", "resource": "arn:aws:s3:::logs/secret", "context": {}}, \
            "expected": "Allow"}
            """
        try VerdictBinary.withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("cases.jsonl")
            try (line + "\n{\n").write(to: file, atomically: false, encoding: .utf8)
            let outcome = try VerdictBinary.run(["test", "cases.jsonl"], in: folder)
            #expect(outcome.status == 2)
            #expect(
                outcome.output
                    == "wrong: expected Allow, got ExplicitDeny by `identity[0]` statement 1\n0 passed, 1 failed\n"
            )
            #expect(outcome.errors.hasPrefix("cases.jsonl:2: malformed JSON at column"))
            try line.write(to: file, atomically: false, encoding: .utf8)
            #expect(try VerdictBinary.run(["test", "cases.jsonl"], in: folder).status == 1)
        }
    }

    @Test(
        "the benchmarks check their answers on tiny input",
        arguments: [["--synthetic", "10"], ["--synthetic", "1000"], ["--hostile"]])
    func bench(arguments: [String]) throws {
        let outcome = try VerdictBinary.run(["bench", "--count", "100"] + arguments)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("ns per decision"))
    }

    @Test("shows which line of a configuration takes a request, and decides")
    func http() throws {
        let deploy = SharedData.packageRoot.appending(path: "deploy")
        let arguments = [
            "eval", "--config", "nginx/verdict.yaml", "--bundle", "example", "--source-address",
            "10.0.0.1", "--header", "x-user: bob", "--http",
        ]
        let allowed = try VerdictBinary.run(arguments + ["GET /records/7"], in: deploy)
        #expect(allowed.status == 0)
        #expect(
            allowed.output.hasPrefix(
                """
                nginx/verdict.yaml:14: read a record: matches
                  principal arn:verdict:iam::000000000000:user/bob
                  action    record:read
                  resource  arn:verdict:record:::7
                  aws:sourceip = 10.0.0.1
                Allow

                """))
        let other = try VerdictBinary.run(arguments + ["PUT /records/7"], in: deploy)
        #expect(other.status == 1)
        #expect(
            other.output.hasPrefix(
                """
                nginx/verdict.yaml:14: read a record: another method
                nginx/verdict.yaml:20: write a record: matches

                """))
        let none = try VerdictBinary.run(arguments + ["GET /records/%2e%2e"], in: deploy)
        #expect(none.status == 1)
        #expect(none.output.contains("  no question: the path can be read in more than one way\n"))
        for wrong in [["GET"], ["GET /", "--action", "s:A"], ["GET /", "--header", "x"]] {
            let outcome = try VerdictBinary.run(arguments + wrong, in: deploy)
            #expect(outcome.status == 2 && outcome.output == "", "\(wrong)")
        }
        let unconfigured = try VerdictBinary.run(["eval", "--http", "GET /"], in: deploy)
        #expect(unconfigured.status == 2)
        #expect(unconfigured.errors.contains("--http needs a --config"))
    }
}

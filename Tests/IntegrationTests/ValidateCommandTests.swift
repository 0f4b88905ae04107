import Foundation
import StrictJSON
import TestSupport
import Testing

/// Checks `verdict validate`, and what all commands share, by running the executable.
@Suite("verdict validate")
struct ValidateCommandTests {
    static let good = """
        {"Version": "2012-10-17",
         "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b"}}
        """
    static let bad = """
        {"Version": "2012-10-17",
         "Statement": {"Effect": "allow", "Action": "s3:GetObject", "Resource": "*"}}
        """
    static let weak = """
        {"Version": "2012-10-17",
         "Statement": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}}
        """

    /// Runs the command in a folder with the three policies as files.
    private func validate(
        _ arguments: [String], input: String = ""
    ) throws -> VerdictBinary.Outcome {
        try VerdictBinary.withTemporaryFolder { folder in
            for (name, text) in [("good", Self.good), ("bad", Self.bad), ("weak", Self.weak)] {
                let file = folder.appendingPathComponent("\(name).json")
                try text.write(to: file, atomically: false, encoding: .utf8)
            }
            return try VerdictBinary.run(["validate"] + arguments, input: input, in: folder)
        }
    }

    @Test("is silent about good policies")
    func clean() throws {
        let outcome = try validate(["good.json", "--type", "identity"])
        #expect(outcome.status == 0)
        #expect(outcome.output == "")
        #expect(outcome.errors == "")
    }

    @Test("prints a line for each finding")
    func text() throws {
        let outcome = try validate(["--type=identity", "bad.json", "good.json", "weak.json"])
        #expect(outcome.status == 1)
        #expect(
            outcome.output == """
                bad.json:2:26: error: INVALID_EFFECT: unknown effect `allow`, expected `Allow` or \
                `Deny`
                weak.json:2:73: security-warning: PASS_ROLE_WITH_STAR_IN_RESOURCE: `iam:PassRole` \
                on any role; name the roles, or ask for `iam:PassedToService`

                """)
    }

    @Test("succeeds in spite of warnings")
    func warnings() throws {
        #expect(try validate(["weak.json"]).status == 0)
    }

    @Test("prints JSON")
    func json() throws {
        let outcome = try validate(["--format", "json", "bad.json", "weak.json"])
        #expect(outcome.status == 1)
        let tree = try JSONTree(parsing: Array(outcome.output.utf8))
        let findings = Array(tree.elements(of: tree.root))
        #expect(findings.count == 2)
        func texts(_ name: String) -> [String?] {
            findings.map { tree.member(name, of: $0).flatMap(tree.text) }
        }
        #expect(texts("file") == ["bad.json", "weak.json"])
        #expect(texts("line") == ["2", "2"])
        #expect(texts("column") == ["26", "73"])
        #expect(texts("severity") == ["error", "security-warning"])
        #expect(texts("code") == ["INVALID_EFFECT", "PASS_ROLE_WITH_STAR_IN_RESOURCE"])
        #expect(try validate(["--format", "json", "good.json"]).output == "[]\n")
    }

    @Test("reads standard input")
    func standardInput() throws {
        let outcome = try validate(["-"], input: "{")
        #expect(outcome.status == 1)
        #expect(
            outcome.output == """
                -:1:2: error: JSON_SYNTAX_ERROR: text ends where a member name or `}` is expected

                """)
    }

    @Test("judges by the type")
    func types() throws {
        #expect(try validate(["--type", "any", "good.json"]).status == 0)
        #expect(try validate(["--type", "trust", "good.json"]).status == 1)
    }

    @Test("tells unreadable files from bad policies, and reads the others")
    func unreadable() throws {
        let outcome = try validate(["none.json", ".", "bad.json"])
        #expect(outcome.status == 2)
        #expect(outcome.output.hasPrefix("bad.json:2:26: error"))
        #expect(
            outcome.errors == """
                verdict validate: `none.json`: no such file or directory
                verdict validate: `.`: is a directory

                """)
    }

    @Test(
        "says in one line what is wrong with the command line",
        arguments: [
            ([], "no file to validate"),
            (["--nope", "good.json"], "unknown option `--nope`"),
            (["-x", "good.json"], "unknown option `-x`"),
            (["good.json", "--type"], "option `--type` needs a value"),
            (["--help=x"], "option `--help` takes no value"),
            (
                ["--format", "xml", "good.json"],
                "bad value `xml` for `--format`, expected one of `text`, `json`"
            ),
            (
                ["--type", "user", "good.json"],
                "bad value `user` for `--type`, expected one of `identity`, `resource`, `trust`, "
                    + "`scp`, `rcp`, `session`, `boundary`, `endpoint`, `any`, `configuration`"
            ),
        ] as [([String], String)])
    func usage(_ arguments: [String], _ message: String) throws {
        let outcome = try validate(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.output == "")
        #expect(
            outcome.errors == "verdict validate: \(message); see `verdict validate --help`\n")
    }

    @Test("takes options as GNU programs do")
    func spelling() throws {
        #expect(try validate(["good.json", "--typ", "trust"]).status == 1)
        #expect(try validate(["--type", "identity", "--", "good.json"]).status == 0)
        #expect(try validate(["--", "--type"]).errors.contains("`--type`: no such file"))
    }

    @Test("prints help with an example")
    func help() throws {
        let outcome = try validate(["--help"])
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("Usage: verdict validate [OPTION]... FILE...\n"))
        #expect(outcome.output.contains("\n  --format FORMAT  text or json"))
        #expect(outcome.output.hasSuffix("\n  verdict validate --type identity policy.json\n"))
    }

    @Test("is one of the commands")
    func program() throws {
        let help = try VerdictBinary.run(["--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("\n  validate  check policy documents"))
        let version = try VerdictBinary.run(["--version"])
        #expect(version.status == 0)
        #expect(version.output.hasPrefix("verdict "))
        for (arguments, message) in [
            ([], "no command"), (["fly"], "unknown command `fly`"),
            (["--fly"], "unknown option `--fly`"),
        ] {
            let outcome = try VerdictBinary.run(arguments)
            #expect(outcome.status == 2)
            #expect(outcome.errors == "verdict: \(message); see `verdict --help`\n")
        }
    }

    @Test("reads configurations, too")
    func configuration() throws {
        let text = "mapping:\n  routes:\n    - path: x\n      method: GET\n"
        try VerdictBinary.withTemporaryFolder { folder in
            for name in ["v.yaml", "v.conf"] {
                try text.write(
                    to: folder.appendingPathComponent(name), atomically: false, encoding: .utf8)
            }
            let finding = ":3:13: error: CONFIGURATION: a path must begin with `/`\n"
            let yaml = try VerdictBinary.run(["validate", "v.yaml"], in: folder)
            #expect(yaml.status == 1 && yaml.output == "v.yaml" + finding)
            let other = try VerdictBinary.run(
                ["validate", "--type", "configuration", "v.conf"], in: folder)
            #expect(other.status == 1 && other.output == "v.conf" + finding)
            let served = try VerdictBinary.run(["serve", "--config", "v.yaml"], in: folder)
            #expect(served.status == 2 && served.output == "")
            #expect(served.errors.contains("v.yaml:3:13: a path must begin with `/`\n"))
        }
    }
}

import Foundation
import TestSupport
import Testing

/// Runs `verdict key` and `verdict import` as an operator does.
@Suite("Commands that write to a store")
struct StoreCommandTests {
    static let root = "arn:aws:iam::111122223333:root"
    static let bundle = SharedData.packageRoot.appending(path: "deploy/example").path

    let directory: TemporaryDirectory
    var store: String { directory.path("store") }

    init() throws { directory = try TemporaryDirectory() }

    func run(_ arguments: String...) throws -> VerdictBinary.Outcome {
        try VerdictBinary.run(arguments + ["--store", store])
    }

    /// Makes a key.
    ///
    /// - Returns: Its id.
    func createKey(_ principal: String) throws -> String {
        let outcome = try run("key", "create", "--principal", principal)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        let pair = try #require(
            outcome.output.wholeMatch(
                of:
                    /export AWS_ACCESS_KEY_ID=(AKIA[A-Z2-7]{16})\nexport AWS_SECRET_ACCESS_KEY=\S{40}\n/
            ))
        return String(pair.1)
    }

    @Test("a key is made, listed without its secret, and made worthless")
    func keys() throws {
        let principals = [
            Self.root, "arn:aws:iam::111122223333:user/staff/ada",
            "arn:aws:iam::444455556666:role/Deployer", "codewhisperer.amazonaws.com",
        ]
        var lines: Set<String> = []
        for principal in principals { lines.insert("\(try createKey(principal))  \(principal)") }
        #expect(lines.count == principals.count)
        func list() throws -> Set<String> {
            Set(try run("key", "list").output.split(separator: "\n").map(String.init))
        }
        #expect(try list() == lines)
        let gone = lines.removeFirst()
        let id = String(gone.prefix(20))
        #expect(try run("key", "delete", id).status == 0)
        #expect(try list() == lines)
        let again = try run("key", "delete", id)
        #expect(again.status == 2)
        #expect(again.errors == "verdict key: no key has the id `\(id)`\n")
    }

    @Test(
        "nobody else can have a key",
        arguments: [
            "ada", "", "arn:aws:iam::111122223333:group/g", "arn:aws:iam::1:root",
            "arn:aws:sts::111122223333:assumed-role/r/s", "arn:aws:iam::111122223333:rooted",
            "arn:aws:iam::111122223333:role/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLex",
        ])
    func strangers(principal: String) throws {
        let outcome = try run("key", "create", "--principal", principal)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("bad principal `\(principal)`"), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test("the file is its owner's alone")
    func mode() throws {
        _ = try createKey(Self.root)
        let attributes = try FileManager.default.attributesOfItem(atPath: store)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("a bundle is imported once, and whole")
    func imports() throws {
        _ = try createKey(Self.root)
        let first = try run("import", Self.bundle)
        #expect(first.status == 0, "\(first.errors)")
        #expect(
            first.output == "4 accounts\n7 users\n3 groups\n4 roles\n8 managed policies\n")
        let second = try run("import", Self.bundle)
        #expect(second.status == 2 && second.output.isEmpty)
        #expect(second.errors.contains("account 111122223333: has been imported before\n"))
        // The key of before is still there.
        #expect(try run("key", "list").output.hasSuffix("  \(Self.root)\n"))
    }

    @Test("of a bad bundle nothing is imported, and every error is told")
    func badBundle() throws {
        try directory.write(
            #"{"RoleDetailList": [{"Arn": "arn:aws:iam::111122223333:role/r"}]}"#,
            to: "bundle/accounts/111122223333/authorization-details.json")
        try directory.write("[", to: "bundle/organization.json")
        let outcome = try run("import", directory.path("bundle"))
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("organization.json:1:2: "), "\(outcome.errors)")
        #expect(outcome.errors.contains("missing member `AssumeRolePolicyDocument`"))
        #expect(!FileManager.default.fileExists(atPath: store))
    }

    @Test(
        "a command line that lacks something is told what",
        arguments: [
            (["key", "create"], "no --store"),
            (["key", "create", "--store", "s"], "no --principal"),
            (["key", "--store", "s"], "expected `create`, `list` or `delete ID`"),
            (["key", "delete", "--store", "s"], "expected `create`, `list` or `delete ID`"),
            (["import", "--store", "s"], "give one bundle"), (["import", "b"], "no --store"),
        ])
    func usage(arguments: [String], message: String) throws {
        let outcome = try VerdictBinary.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
}

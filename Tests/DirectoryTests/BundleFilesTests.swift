import Directory
import Foundation
import PolicyModel
import TestSupport
import Testing

/// Bundles on disk: which files are read, and what is said about the others.
@Suite("Bundle files")
struct BundleFilesTests {
    static let details = Piece.file("UserDetailList", Piece.user())

    /// A bundle on disk, removed when the test is over.
    final class Folder {
        let url: URL

        init(_ files: [String: String]) throws {
            url = FileManager.default.temporaryDirectory
                .appending(path: "verdict-bundle-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            for (name, text) in files {
                let file = url.appending(path: name)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        /// What the loader says, with paths inside the folder.
        func lines(_ path: String = "", limits: BundleLimits = .standard) -> [String] {
            let path = url.path + path
            return errorLines { () throws(BundleErrors) in
                try BundleLoader(limits: limits).load(path: path)
            }.map { $0.replacing(url.path, with: "") }
        }
    }

    static let good = "accounts/111122223333/authorization-details.json"

    @Test("a bundle of a directory, with or without a slash, and of a file")
    func loads() throws {
        let folder = try Folder([
            Self.good: Self.details, "README.md": "", "tests/any.json": "{", ".hidden.json": "{",
            "accounts/111122223333/notes.txt": "", "accounts/.git/x": "",
        ])
        for path in [folder.url.path, folder.url.path + "/", folder.url.path + "/" + Self.good] {
            let bundle = try BundleLoader().load(path: path)
            #expect(bundle.accounts[Piece.account]?.principals.keys.first == Piece.arn("user/a"))
            #expect(bundle.accounts.count == 1)
        }
    }

    @Test("everything that is missing, unknown or misplaced is listed, in a stable order")
    func strangers() throws {
        let folder = try Folder([
            "organisation.json": "{}", "Organization.JSON": "{}",
            "accounts/111122223333/resource-policies.json": "[]",
            "accounts/11112222333/authorization-details.json": "{}",
            "accounts/444455556666/authorization-details.json": Self.details,
            "accounts/444455556666/resource-policy.json": "[]",
        ])
        #expect(
            folder.lines() == [
                "/Organization.JSON: unknown file in a bundle",
                "/organisation.json: unknown file in a bundle",
                "/accounts/11112222333: name `11112222333` is no account id of twelve digits",
                "/accounts/111122223333: folder has no `authorization-details.json`",
                "/accounts/444455556666/resource-policy.json: unknown file in a bundle",
            ])
    }

    @Test("no bundle at all")
    func nothing() throws {
        let folder = try Folder(["x": ""])
        #expect(folder.lines("/none") == ["/none: no such file or directory"])
        #expect(folder.lines() == [": bundle has no folder `accounts`"])
        let empty = try Folder(["accounts/.keep": ""])
        #expect(empty.lines() == ["/accounts: folder holds no account"])
        #expect(folder.lines("/x") == ["/x:1:1: text ends where a value is expected"])
    }

    @Test("errors of all files come together, each file's in the order of its lines")
    func together() throws {
        let folder = try Folder([
            "organization.json": "{",
            Self.good: """
            {"Policies": [{"Arn": "a"}],
             "UserDetailList": [{"Arn": "b"}]}
            """,
            "accounts/111122223333/resource-policies.json": "[1]",
            "accounts/444455556666/authorization-details.json": Self.details,
        ])
        let lines = folder.lines()
        #expect(lines.count == 5)
        #expect(lines.first?.hasPrefix("/organization.json:1:2: ") == true)
        #expect(
            lines.dropFirst() == [
                "/\(Self.good):1:23: `a` is not an ARN",
                "/\(Self.good):2:29: `b` is not an ARN",
                "/accounts/111122223333/resource-policies.json:1:2: must be an object",
                "/accounts/444455556666/authorization-details.json:2:8: "
                    + "`arn:aws:iam::111122223333:user/a` does not belong to account 444455556666",
            ])
    }

    @Test("a resource of two accounts is an error in the second")
    func twoOwners() throws {
        let resources = #"[{"ResourceArn":"arn:aws:s3:::b","Tags":{}}]"#
        let folder = try Folder([
            Self.good: Self.details, "accounts/111122223333/resource-policies.json": resources,
            "accounts/444455556666/authorization-details.json": #"{"Policies":[]}"#,
            "accounts/444455556666/resource-policies.json": resources,
        ])
        #expect(
            folder.lines() == [
                "/accounts/444455556666/resource-policies.json:1:2: "
                    + "resource `arn:aws:s3:::b` is listed by account 111122223333, too"
            ])
    }

    @Test("a single file takes its account from its ARNs, and needs one")
    func singleFile() throws {
        let mixed = try Folder([
            "mixed.json": Piece.file(
                "UserDetailList", Piece.user(), #"{"Arn":"arn:aws:iam::444455556666:user/b"}"#),
            "none.json": #"{"Policies":[]}"#,
        ])
        #expect(
            mixed.lines("/mixed.json") == [
                "/mixed.json:4:8: "
                    + "`arn:aws:iam::444455556666:user/b` does not belong to account 111122223333"
            ])
        #expect(
            mixed.lines("/none.json") == [
                "/none.json:1:1: no ARN in the file, so its account is not known"
            ])
    }

    @Test("a bundle at its limits is loaded, one beyond is not")
    func limits() throws {
        let folder = try Folder([
            Self.good: Self.details,
            "accounts/444455556666/authorization-details.json": #"{"Policies":[]}"#,
        ])
        var limits = BundleLimits(accountCountMax: 2)
        limits.fileByteCountMax = Self.details.utf8.count
        #expect(folder.lines(limits: limits) == [])
        limits.fileByteCountMax -= 1
        #expect(
            folder.lines(limits: limits) == [
                "/\(Self.good): file is longer than \(limits.fileByteCountMax) bytes"
            ])
        limits = BundleLimits(accountCountMax: 1)
        #expect(folder.lines(limits: limits) == ["/accounts: directory has more than 1 entries"])
        let files = try BundleFiles.read(folder.url.path)
        let lines = errorLines { () throws(BundleErrors) in
            try BundleLoader(limits: limits).load(files)
        }
        #expect(lines.count == 1 && lines[0].hasSuffix("bundle has more than 1 accounts"))
    }

    @Test("a long list of errors is cut, and says so", arguments: [2, 3, 4])
    func errorLimit(count: Int) {
        let users = Array(repeating: "{}", count: count).joined(separator: ",")
        let lines = errorLines { () throws(BundleErrors) in
            try Piece.load(
                details: "{\"UserDetailList\":[\(users)]}", limits: BundleLimits(errorCountMax: 3))
        }
        #expect(lines.count == min(count, 3) + (count > 3 ? 1 : 0))
        #expect(lines.last?.hasSuffix("1 more errors are not listed") == (count > 3))
    }

    @Test("AWS's own managed policies load as they are, whatever their size")
    func managedPolicies() throws {
        guard let url = SharedData.url("managed-policies.json") else {
            print("skipped: no shared data")
            return
        }
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        let policies = try #require(json as? [String: [String: Any]])
        let list = policies.values.map { policy in
            [
                "Arn": policy["arn"] as Any,
                "PolicyVersionList": [
                    ["IsDefaultVersion": true, "Document": policy["document"] as Any]
                        as [String: Any]
                ],
            ]
        }
        let user: [String: Any] = ["Arn": Piece.arn("user/a")]
        let details = try JSONSerialization.data(withJSONObject: [
            "Policies": list, "UserDetailList": [user],
        ])
        let bundle = try BundleLoader().load(
            BundleFiles(accounts: [
                .init(id: nil, details: BundleFile(name: "d.json", bytes: Array(details)))
            ]))
        #expect(bundle.accounts[Piece.account]?.managedPolicies.count == policies.count)
    }
}

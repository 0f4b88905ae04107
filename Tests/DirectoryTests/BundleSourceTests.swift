import Directory
import Foundation
import TestSupport
import Testing

/// Checks that a bundle is loaded again when its bytes have changed, and only then.
@Suite("Bundle source")
struct BundleSourceTests {
    private let root: TemporaryDirectory
    private var source: BundleSource

    private static let accounts = ["111122223333", "444455556666"]

    init() throws {
        root = try TemporaryDirectory()
        source = BundleSource(path: root.path, key: ContentDigest.Key(1, 2))
        for account in Self.accounts { try write("a", to: account) }
    }

    private func write(_ user: String, to account: String) throws {
        let arn = "arn:aws:iam::\(account):user/\(user)"
        try root.write(
            #"{"UserDetailList": [{"Arn": "\#(arn)", "UserName": "\#(user)"}]}"#,
            to: "accounts/\(account)/authorization-details.json")
    }

    private func writeResource(_ arn: String, to account: String) throws {
        try root.write(
            #"[{"ResourceArn": "\#(arn)", "Tags": {}}]"#,
            to: "accounts/\(account)/resource-policies.json")
    }

    /// Checks that loading fails.
    private mutating func expectErrors(always: Bool) {
        do throws(BundleErrors) {
            _ = try source.load(always: always)
            Issue.record("no error")
        } catch {
            #expect(!error.errors.isEmpty)
        }
    }

    private func users(_ bundle: Directory.Bundle?) -> [String] {
        Self.accounts.flatMap { bundle?.accounts[$0]?.principals.values.map(\.name) ?? [] }
    }

    @Test("the same bytes are not loaded twice, whatever their dates, unless that is asked for")
    mutating func unchanged() throws {
        let bundle1 = try source.load(always: false)
        #expect(users(bundle1) == ["a", "a"])
        let bundle7 = try source.load(always: false)
        #expect(bundle7 == nil)
        for account in Self.accounts { try write("a", to: account) }
        let bundle8 = try source.load(always: false)
        #expect(bundle8 == nil)
        let bundle2 = try source.load(always: true)
        #expect(users(bundle2) == ["a", "a"])
    }

    @Test("other bytes are loaded, even of the same length at the same time")
    mutating func changed() throws {
        _ = try source.load(always: false)
        let file = root.path("accounts/\(Self.accounts[0])/authorization-details.json")
        let date = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate]
        try write("b", to: Self.accounts[0])
        try FileManager.default.setAttributes([.modificationDate: date as Any], ofItemAtPath: file)
        let bundle3 = try source.load(always: false)
        #expect(users(bundle3) == ["b", "a"])
        let bundle9 = try source.load(always: false)
        #expect(bundle9 == nil)
        try write("a", to: Self.accounts[0])
        let bundle4 = try source.load(always: false)
        #expect(users(bundle4) == ["a", "a"])
    }

    @Test("files that come and go are noticed")
    mutating func filesComeAndGo() throws {
        _ = try source.load(always: false)
        try writeResource("arn:aws:s3:::b", to: Self.accounts[0])
        let bundle10 = try source.load(always: false)
        #expect(bundle10?.accounts[Self.accounts[0]]?.resources.count == 1)
        try root.remove("accounts/\(Self.accounts[0])/resource-policies.json")
        let bundle11 = try source.load(always: false)
        #expect(bundle11?.accounts[Self.accounts[0]]?.resources.count == 0)
        try root.remove("accounts/\(Self.accounts[1])")
        let bundle12 = try source.load(always: false)
        #expect(bundle12?.accounts.count == 1)
        let root = #"{"Id": "r-1", "Accounts": [{"Id": "\#(Self.accounts[0])"}]}"#
        try self.root.write(
            #"{"Id": "o-1", "ManagementAccountId": "1\#(Self.accounts[0].dropFirst())", "#
                + #""Root": \#(root)}"#, to: "organization.json")
        let bundle13 = try source.load(always: false)
        #expect(bundle13?.organization?.id == "o-1")
        try self.root.remove("organization.json")
        let last = try source.load(always: false)
        #expect(last != nil && last?.organization == nil)
    }

    @Test("a bad bundle is reported once, and a good account is still known afterwards")
    mutating func bad() throws {
        _ = try source.load(always: false)
        try root.write("[", to: "accounts/\(Self.accounts[0])/authorization-details.json")
        expectErrors(always: false)
        let bundle14 = try source.load(always: false)
        #expect(bundle14 == nil)
        expectErrors(always: true)
        try write("c", to: Self.accounts[0])
        let bundle5 = try source.load(always: false)
        #expect(users(bundle5) == ["c", "a"])
    }

    @Test("a resource that two accounts list is an error where the second lists it, also if known")
    mutating func sharedResource() throws {
        try writeResource("arn:aws:s3:::b", to: Self.accounts[1])
        _ = try source.load(always: false)
        try writeResource("arn:aws:s3:::b", to: Self.accounts[0])
        do throws(BundleErrors) {
            _ = try source.load(always: false)
            Issue.record("no error")
        } catch {
            #expect(error.errors.count == 1)
            #expect(error.errors[0].file.contains(Self.accounts[1]))
            #expect(error.errors[0].position != nil)
        }
    }

    @Test("a path that is not there, or no longer, is an error each time")
    mutating func missing() throws {
        _ = try source.load(always: false)
        try root.remove("accounts")
        for _ in 0..<2 {
            expectErrors(always: false)
        }
        for account in Self.accounts { try write("a", to: account) }
        let bundle6 = try source.load(always: false)
        #expect(users(bundle6) == ["a", "a"])
    }
}

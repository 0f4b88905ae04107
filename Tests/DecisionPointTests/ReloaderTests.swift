import DecisionPoint
import Directory
import FlatMemory
import Foundation
import PolicyModel
import TestSupport
import Testing

/// Checks that what happens to the files of a bundle comes to be served, in a real file system and
/// with a real thread. Nothing sleeps: whatever is expected is waited for.
@Suite("Reloader")
struct ReloaderTests {
    /// A publisher and a reloader for a bundle in a temporary directory.
    final class Rig {
        let root: TemporaryDirectory
        let publisher: Publisher
        let reloader: Reloader
        let revisions = Heard<Set<String>>()
        let log = Heard<String>()

        /// - Parameters:
        ///   - path: Where the bundle is, below the directory.
        ///   - others: What is served beside the files; throws if they don't go together.
        init(
            _ root: TemporaryDirectory, path: String,
            others: (@Sendable (Directory.Bundle) throws -> Directory.Bundle)? = nil
        ) throws {
            self.root = root
            var source = BundleSource(
                path: root.path(path), key: ContentDigest.Key(1, 2))
            let bundle = try #require(try source.load(always: true))
            publisher = try Publisher(
                bundle, hash: KeyedHash(key: 3), readerCountMax: 1, epochSeconds: { 0 })
            let cell = publisher.cell
            publisher.onPublish { [revisions] _ in
                // The one reader there is, made anew for each look.
                guard let reader = cell.makeReader() else { return }
                revisions.add(reader.withCurrent { $0.snapshot.bundle.roleNames })
            }
            let publish: Reloader.Publish = { [publisher] bundle, _ in
                try publisher.publish(try others?(bundle) ?? bundle)
            }
            reloader = try Reloader(
                source, publisher: publisher, log: { [log] in log.add($0) }, publish: publish)
        }

        deinit { reloader.stop() }

        /// Waits until exactly these roles serve.
        func expect(_ roles: String..., at location: SourceLocation = #_sourceLocation) {
            let isServed = revisions.wait { $0 == Set(roles) }
            #expect(isServed, "\(roles) are not served: \(log.all)", sourceLocation: location)
        }

        /// Waits until a line of the log holds this text.
        func expectLog(_ text: String, at location: SourceLocation = #_sourceLocation) {
            let isLogged = log.wait { $0.contains(text) }
            #expect(isLogged, "no `\(text)` in \(log.all)", sourceLocation: location)
        }
    }

    private func rig(_ roles: String..., path: String = "bundle") throws -> Rig {
        let root = try TemporaryDirectory()
        let text = roles.count == 1 ? BundleText.details(roles[0]) : BundleText.details()
        try root.write(text, to: "bundle/" + BundleText.file())
        return try Rig(root, path: path)
    }

    @Test("what is to be served beside the files is served, or keeps them from being served")
    func others() throws {
        let root = try TemporaryDirectory()
        try root.write(BundleText.details("a"), to: "bundle/" + BundleText.file())
        let rig = try Rig(root, path: "bundle") { bundle in
            guard !bundle.roleNames.contains("bad") else {
                throw BundleErrors(errors: [BundleError(file: "store", message: "no such policy")])
            }
            let role = Principal(
                .role(
                    trustPolicy: NamedPolicy(
                        name: "t", document: PolicyDocument(statements: []))),
                arn: "arn:aws:iam::999999999999:role/own", path: "/", name: "own", uniqueID: nil)
            return Directory.Bundle(
                accounts: bundle.accounts.values + [Account(id: "999999999999", principals: [role])]
            )
        }
        try root.replace("bundle/" + BundleText.file(), with: BundleText.details("b"))
        rig.expect("b", "own")
        try root.replace("bundle/" + BundleText.file(), with: BundleText.details("bad"))
        rig.expectLog("store: no such policy")
        rig.expectLog("stays in place, 1 failures so far")
    }

    @Test("a file that is written in place")
    func writtenInPlace() throws {
        let rig = try rig("a")
        try rig.root.write(BundleText.details("b"), to: "bundle/" + BundleText.file())
        rig.expect("b")
        rig.expectLog("reloaded `\(rig.root.path("bundle"))`: revision ")
        rig.expectLog(", 2 statements, ")
    }

    @Test("a file that is renamed over another, as editors do it")
    func renamed() throws {
        let rig = try rig("a")
        for role in ["b", "c"] {
            try rig.root.replace(
                "bundle/" + BundleText.file(), with: BundleText.details(role))
            rig.expect(role)
        }
        #expect(rig.publisher.failureCount == 0)
    }

    @Test("accounts that come and go, and files in the ones that came")
    func accounts() throws {
        let other = "444455556666"
        let rig = try rig("a")
        try rig.root.write(
            BundleText.details("b", account: other), to: "bundle/" + BundleText.file(other))
        rig.expect("a", "b")
        try rig.root.write(
            BundleText.details("c", account: other), to: "bundle/" + BundleText.file(other))
        rig.expect("a", "c")
        try rig.root.remove("bundle/accounts/\(other)")
        rig.expect("a")
    }

    @Test("a ConfigMap, whose files are links through `..data`")
    func configMap() throws {
        let root = try TemporaryDirectory()
        try root.write(BundleText.details("a"), to: "mount/..2026_01/" + BundleText.file())
        try root.link("mount/..data", to: "..2026_01")
        try root.link("mount/accounts", to: "..data/accounts")
        let rig = try Rig(root, path: "mount")
        for (number, role) in ["b", "c"].enumerated() {
            let name = "..2026_0\(number + 2)"
            try root.write(BundleText.details(role), to: "mount/\(name)/" + BundleText.file())
            try root.link("mount/..data_tmp", to: name)
            try root.rename("mount/..data_tmp", to: "mount/..data")
            rig.expect(role)
            try root.remove("mount/..2026_0\(number + 1)")
        }
        #expect(rig.publisher.failureCount == 0)
    }

    @Test("a link far above the bundle that leads elsewhere")
    func releases() throws {
        let root = try TemporaryDirectory()
        try root.write(BundleText.details("a"), to: "releases/1/bundle/" + BundleText.file())
        try root.write(BundleText.details("b"), to: "releases/2/bundle/" + BundleText.file())
        try root.link("current", to: "releases/1")
        let rig = try Rig(root, path: "current/bundle")
        try root.link("next", to: "releases/2")
        try root.rename("next", to: "current")
        rig.expect("b")
        try root.write(BundleText.details("c"), to: "releases/2/bundle/" + BundleText.file())
        rig.expect("c")
    }

    @Test("a single file that is replaced")
    func singleFile() throws {
        let root = try TemporaryDirectory()
        try root.write(BundleText.details("a"), to: "details.json")
        let rig = try Rig(root, path: "details.json")
        try root.write(BundleText.details("b"), to: "details.json")
        rig.expect("b")
        try root.write(BundleText.details("c"), to: "new.json")
        try root.rename("new.json", to: "details.json")
        rig.expect("c")
    }

    @Test("a bad bundle: what serves stays, every error has its place, and a good one is taken")
    func badBundle() throws {
        let rig = try rig("a")
        let file = "bundle/" + BundleText.file()
        try rig.root.replace(file, with: BundleText.details("b", action: "nonsense"))
        rig.expectLog("stays in place")
        let path = rig.root.path(file)
        let isPlaced = rig.log.all.contains {
            $0.hasPrefix("\(path):") && $0.contains(":5:47: action")
        }
        #expect(isPlaced, "\(rig.log.all)")
        #expect(rig.publisher.revision == 1)
        #expect(rig.publisher.failureCount == 1)
        try rig.root.replace(file, with: BundleText.details("c"))
        rig.expect("c")
        #expect(rig.publisher.revision == 2)
        #expect(rig.publisher.failureCount == 1)
    }

    @Test("a bundle that goes and comes back")
    func deletedRoot() throws {
        let rig = try rig("a")
        try rig.root.rename("bundle", to: "gone")
        rig.expectLog("no such file or directory")
        #expect(rig.publisher.revision == 1)
        try rig.root.write(BundleText.details("b"), to: "bundle/" + BundleText.file())
        rig.expect("b")
        try rig.root.write(BundleText.details("c"), to: "bundle/" + BundleText.file())
        rig.expect("c")
    }

    @Test("a request to reload, though nothing has changed")
    func asked() throws {
        let rig = try rig("a")
        rig.reloader.reload()
        rig.expect("a")
        #expect(rig.publisher.revision == 2)
    }

    @Test("a request to reload a bundle that is still bad says so again")
    func askedBad() throws {
        let rig = try rig("a")
        try rig.root.replace("bundle/" + BundleText.file(), with: "{")
        rig.expectLog("1 failures so far")
        rig.reloader.reload()
        rig.expectLog("2 failures so far")
        #expect(rig.publisher.revision == 1)
    }

    @Test("many changes at once are few publications, and the last of them serves")
    func burst() throws {
        let rig = try rig("a")
        for number in 0..<200 {
            try rig.root.write(
                BundleText.details("r\(number)"), to: "bundle/" + BundleText.file())
        }
        rig.expect("r199")
        #expect(rig.publisher.revision < 100)
    }
}

extension Directory.Bundle {
    /// The names of all roles.
    var roleNames: Set<String> {
        Set(accounts.values.flatMap { $0.principals.values.map(\.name) })
    }
}

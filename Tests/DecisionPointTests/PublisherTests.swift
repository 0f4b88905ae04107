import DecisionPoint
import Directory
import FlatMemory
import Foundation
import LockFree
import PolicyModel
import TestSupport
import Testing
import WildcardAutomata

/// Checks that policies come to be served, one revision after the other.
@Suite("Publisher")
struct PublisherTests {
    static let account = "111122223333"

    static func role(_ name: String, on resource: String = "*") -> Principal {
        let arn = "arn:aws:iam::\(account):role/\(name)"
        let statement = Statement(
            effect: .allow, action: Clause(["s3:GetObject"]), resource: Clause([resource]))
        return Principal(
            .role(
                trustPolicy: NamedPolicy(
                    name: arn + "#trust", document: PolicyDocument(statements: []))),
            arn: arn, path: "/", name: name, uniqueID: nil,
            inlinePolicies: [
                NamedPolicy(name: arn + "#p", document: PolicyDocument(statements: [statement]))
            ])
    }

    static func bundle(_ roles: [Principal]) -> Directory.Bundle {
        Bundle(accounts: [Account(id: account, principals: roles)])
    }

    static func publisher(
        _ roles: [Principal] = [role("a")], patience: Duration = Publisher.patience
    ) throws -> Publisher {
        try Publisher(
            bundle(roles), hash: KeyedHash(key: 1), readerCountMax: 2, patience: patience,
            epochSeconds: { 1_234 })
    }

    private struct NoReader: Error {}

    /// Names of the roles that are served.
    private func served(_ publisher: Publisher) throws -> (revision: UInt64, roles: Set<String>) {
        guard let reader = publisher.cell.makeReader() else { throw NoReader() }
        return reader.withCurrent { published in
            let account = published.snapshot.bundle.accounts[Self.account]
            return (published.revision, Set(account?.principals.values.map(\.name) ?? []))
        }
    }

    @Test("bundles and changes are served under growing revisions")
    func revisions() throws {
        let publisher = try Self.publisher()
        #expect(publisher.revision == 1)
        #expect(try publisher.publish([.setPrincipal(Self.role("b"))]) == 2)
        #expect(try served(publisher) == (2, ["a", "b"]))
        #expect(try publisher.publish(Self.bundle([Self.role("c")])) == 3)
        #expect(try served(publisher) == (3, ["c"]))
        #expect(publisher.revision == 3)
        #expect(publisher.publicationCount == 3)
        #expect(publisher.failureCount == 0)
        #expect(publisher.lastSuccessEpochSeconds == 1_234)
    }

    @Test("a change that makes no sense is refused, counted, and changes nothing")
    func refused() throws {
        let publisher = try Self.publisher()
        let change = BundleChange.removePrincipal(arn: Self.role("x").arn)
        #expect(throws: PublishError.change(BundleChangeError(.unknown(Self.role("x").arn)))) {
            try publisher.publish([.setPrincipal(Self.role("b")), change])
        }
        #expect(try served(publisher) == (1, ["a"]))
        #expect(publisher.revision == 1)
        #expect(publisher.failureCount == 1)
    }

    @Test("a policy beyond what the engine holds is refused, and known policies go on")
    func tooLong() throws {
        let publisher = try Self.publisher()
        let marks = String(repeating: "?", count: BitGlobPool.elementCountMax + 1)
        let long = "arn:aws:s3:::" + marks
        #expect(throws: PublishError.self) {
            try publisher.publish([.setPrincipal(Self.role("b", on: long))])
        }
        #expect(throws: PublishError.self) {
            try publisher.publish(Self.bundle([Self.role("b", on: long)]))
        }
        #expect(try served(publisher) == (1, ["a"]))
        #expect(publisher.failureCount == 2)
    }

    @Test("listeners hear of each revision when it serves")
    func listeners() throws {
        let publisher = try Self.publisher()
        let heard = Heard<UInt64>()
        publisher.onPublish { [unowned publisher] revision in
            #expect(publisher.revision == revision)
            heard.add(revision)
        }
        _ = try publisher.publish([.setPrincipal(Self.role("b"))])
        _ = try? publisher.publish([.removePrincipal(arn: "x")])
        _ = try publisher.publish([.setPrincipal(Self.role("c"))])
        #expect(heard.all == [2, 3])
    }

    @Test("several threads publish, and no change is lost")
    func concurrent() throws {
        let publisher = try Self.publisher()
        let heard = Heard<UInt64>()
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for number in 0..<25 {
                let role = Self.role("r\(thread)-\(number)")
                if let revision = try? publisher.publish([.setPrincipal(role)]) {
                    heard.add(revision)
                }
            }
        }
        #expect(heard.all.sorted() == Array(2...101))
        let served = try served(publisher)
        #expect(served.revision == 101)
        #expect(served.roles.count == 101)
    }

    @Test("a reader that never reports stops publications, not decisions, until it does")
    func stuck() throws {
        let publisher = try Self.publisher(patience: .milliseconds(20))
        guard var reader = publisher.cell.makeReader() else { throw NoReader() }
        let room = UInt64(PublishedCell<PublishedSnapshot>.retiredCountMax)
        for number in 0..<room {
            _ = try publisher.publish([.setPrincipal(Self.role("r\(number)"))])
        }
        #expect(throws: PublishError.readersAreStuck) {
            try publisher.publish([.setPrincipal(Self.role("last"))])
        }
        #expect(publisher.revision == room + 1)
        #expect(publisher.reclaim() == Int(room))
        reader.quiesce()
        #expect(publisher.reclaim() == 0)
        #expect(try publisher.publish([.setPrincipal(Self.role("last"))]) == room + 2)
    }
}

/// What was told, by any thread, and when.
final class Heard<Item: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var items: [Item] = []

    var all: [Item] { condition.withLock { items } }

    func add(_ item: Item) {
        condition.withLock {
            items.append(item)
            condition.broadcast()
        }
    }

    /// Waits until an item is as wished, for half a minute at most.
    func wait(for isWished: (Item) -> Bool) -> Bool {
        let deadline = Date(timeIntervalSinceNow: 30)
        return condition.withLock {
            while !items.contains(where: isWished) {
                if !condition.wait(until: deadline) { return false }
            }
            return true
        }
    }
}

import FlatMemory
import PolicyEngine
import PolicyModel
import TestSupport
import Testing

@testable import Directory

/// Checks snapshots that are made from other snapshots.
@Suite("Changed snapshots")
struct SnapshotChangeTests {
    private static let epochSeconds: Int64 = 1_795_500_083

    @Test("decide as the reference does, however many changes led to them", arguments: 0..<4)
    func differential(seed: Int) throws {
        let hash = KeyedHash(key: UInt64(seed))
        var evaluator = Evaluator()
        var prepared = PreparedRequest(hash: hash)
        for number in 0..<20 {
            var world = World(seed: UInt64(seed * 1_000 + number))
            var compiler = SnapshotCompiler(hash: hash)
            var bundle = world.bundle
            var snapshot = try compiler.compile(bundle)
            for round in 0..<12 {
                world.change()
                if let changes = bundle.changes(to: world.bundle) {
                    let (next, touched) = try bundle.applying(changes)
                    bundle = next
                    snapshot = try compiler.compile(bundle, touching: touched, since: snapshot)
                } else {
                    bundle = world.bundle
                    snapshot = try compiler.compile(bundle)
                }
                for _ in 0..<10 {
                    let query = world.query()
                    let found = snapshot.decision(
                        query, epochSeconds: Self.epochSeconds, &evaluator, &prepared)
                    let expected = world.bundle.referenceDecision(
                        query, epochSeconds: Self.epochSeconds)
                    if found != expected {
                        Issue.record(
                            "seed \(seed), world \(number), round \(round): \(found), not \(expected): \(query)"
                        )
                    }
                }
            }
        }
    }

    @Test("share everything but what changed")
    func sharing() throws {
        let roles = (0..<1_000).map { BundleChangeTests.role("r\($0)") }
        let bundle = Bundle(accounts: [Account(id: BundleChangeTests.account, principals: roles)])
        var compiler = SnapshotCompiler(hash: KeyedHash(key: 7))
        let first = try compiler.compile(bundle)
        var role = roles[500]
        role.inlinePolicies = [BundleChangeTests.policy("inline")]
        let (next, touched) = try bundle.applying([.setPrincipal(role)])
        let second = try compiler.compile(next, touching: touched, since: first)
        #expect(second.accounts === first.accounts)
        #expect(second.resources === first.resources)
        let changed = zip(first.principals.shards, second.principals.shards).filter { $0 !== $1 }
        #expect((1...2).contains(changed.count))
        let old = try #require(first.principal(arn: role.arn)).identity.object
        let new = try #require(second.principal(arn: role.arn)).identity.object
        #expect(old !== new)
        // What has not changed in the role is not compiled again either.
        #expect(
            first.principal(arn: role.arn)?.trust?.object
                === second.principal(arn: role.arn)?.trust?.object)
    }

    @Test("a whole bundle that is compiled again compiles nothing")
    func again() throws {
        let roles = (0..<100).map { number in
            var role = BundleChangeTests.role("r\(number)")
            role.inlinePolicies = [BundleChangeTests.policy("p\(number % 10)")]
            return role
        }
        func bundle() -> Bundle {
            Bundle(accounts: [Account(id: BundleChangeTests.account, principals: roles)])
        }
        var compiler = SnapshotCompiler(hash: KeyedHash(key: 7))
        let first = try compiler.compile(bundle())
        let second = try compiler.compile(bundle())
        for role in roles {
            let old = try #require(first.principal(arn: role.arn))
            let new = try #require(second.principal(arn: role.arn))
            #expect(old.identity.object === new.identity.object)
            #expect(old.trust?.object === new.trust?.object)
        }
    }

    @Test("roles come and go by the hundred, and all are found by ARN and by session")
    func growth() throws {
        var bundle = Bundle(accounts: [Account(id: BundleChangeTests.account)])
        var compiler = SnapshotCompiler(hash: KeyedHash(key: 7))
        var snapshot = try compiler.compile(bundle)
        func change(_ change: BundleChange) throws {
            let (next, touched) = try bundle.applying([change])
            snapshot = try compiler.compile(next, touching: touched, since: snapshot)
            bundle = next
        }
        let roles = (0..<600).map { BundleChangeTests.role("r\($0)") }
        for role in roles { try change(.setPrincipal(role)) }
        #expect(snapshot.principals.shards.count > 1)
        for role in roles.prefix(300) { try change(.removePrincipal(arn: role.arn)) }
        for (index, role) in roles.enumerated() {
            #expect((snapshot.principal(arn: role.arn) != nil) == (index >= 300))
            let session = try #require(PrincipalEntry.sessionPrefix(of: role))
            #expect((snapshot.principal(arn: session) != nil) == (index >= 300))
        }
    }

    @Test("sets that no snapshot has any more are forgotten")
    func sweeping() throws {
        var cache = StatementSetCache(hash: KeyedHash(key: 7))
        let kept = try cache.set([BundleChangeTests.policy("kept")], .identity)
        for number in 0..<600 {
            let policy = BundleChangeTests.policy("p", allowing: "s3:Get\(number)")
            _ = try cache.set([policy], .identity)
        }
        #expect(cache.count == 601)
        for _ in 0..<256 { cache.sweepOnePart() }
        #expect(cache.count == 1)
        #expect(try cache.set([BundleChangeTests.policy("kept")], .identity) === kept)
        #expect(try cache.set([BundleChangeTests.policy("kept")], .boundary) !== kept)
    }

    @Test("policies that say the same are one set, whatever they are called")
    func sameContent() throws {
        let one = BundleChangeTests.policy("one")
        let other = BundleChangeTests.policy("other")
        let another = BundleChangeTests.policy("another", allowing: "s3:*")
        var cache = StatementSetCache(hash: KeyedHash(key: 7))
        let set = try cache.set([one], .identity)
        #expect(try cache.set([other], .identity) === set)
        #expect(try cache.set([another], .identity) !== set)
        #expect(try cache.set([one, other], .identity) !== set)
        #expect(try cache.set([], .identity) !== set)
        #expect(cache.count == 4)
    }

    @Test("a statement is named after the policy of whoever asks, though the set is shared")
    func namesOfShared() throws {
        let roles = ["ada", "bob"].map { name in
            var role = BundleChangeTests.role(name)
            role.inlinePolicies = [BundleChangeTests.policy(name)]
            return role
        }
        let bundle = Bundle(accounts: [Account(id: BundleChangeTests.account, principals: roles)])
        let snapshot = try Snapshot(bundle, hash: KeyedHash(key: 7))
        var evaluator = Evaluator()
        var prepared = PreparedRequest(hash: KeyedHash(key: 7))
        for role in roles {
            let query = Query(
                principal: role.arn, action: "s3:GetObject", resource: "arn:aws:s3:::b/k")
            let decided = try snapshot.decide(
                query, epochSeconds: Self.epochSeconds, explaining: true, with: &evaluator,
                preparing: &prepared)
            #expect(
                decided.explanation.statements.map(\.policy) == [role.inlinePolicies[0].name])
        }
    }
}

import Directory
import Identities
import Store
import TestSupport
import Testing

/// Checks that changing what is served by changes of records comes to the same as merging anew.
@Suite("Changes of records")
struct RecordChangesTests {
    static func files() throws -> Bundle { try Sample.bundle(BundleMergeTests.details) }

    static let iam = BundleMergeTests.iam

    /// What is drawn from; names and policies are few, so that changes meet.
    static func draw(_ random: inout SplitMix64) -> RecordChange {
        let name = random.pick(["a", "A", "b", "c"])
        let path = random.pick(["/", "/x/"])
        let policies = random.pick([[], ["\(iam)policy/p"], ["\(iam)policy/q"]])
        let record: Record =
            switch random.below(6) {
            case 0: Sample.role(name, path: path, policies: policies).record
            case 1: Sample.linkedRole(name).record
            case 2:
                Sample.user(
                    name, groups: random.pick([[], ["Staff"], ["g"]]), policies: policies,
                    boundary: random.chance(20) ? "\(iam)policy/q" : nil
                ).record
            case 3: Sample.group("g", policies: policies).record
            case 4: Sample.policy("q", action: random.pick(["s3:*", "ec2:*"])).record
            default: AccountRecord(id: Sample.account).record
            }
        return random.chance(30) ? .remove(record.key) : .put(record)
    }

    @Test("random changes", arguments: 1...8)
    func differential(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let files = try Self.files()
        var registry = Registry()
        var served = try Sample.merge.merge(files, with: registry)
        var changedCount = 0
        for _ in 0..<300 {
            let changes = (0..<random.int(in: 1...3)).map { _ in Self.draw(&random) }
            var next = registry
            for change in changes { next.apply(change) }
            // What would leave a name without meaning nobody may commit.
            guard let merged = try? Sample.merge.merge(files, with: next) else { continue }
            if let changes = try Sample.merge.changes(changes, of: registry, served: served) {
                served = try served.applying(changes).bundle
                let left = try #require(served.changes(to: merged))
                // Only policies of service-linked roles that are gone may be left over.
                #expect(left.allSatisfy { $0.isRemovalOfLinkedPolicy }, "seed \(seed): \(left)")
                changedCount += 1
            } else {
                served = merged
            }
            registry = next
        }
        #expect(changedCount > 50, "seed \(seed)")
    }

    @Test("an account that comes, goes or is imported is merged anew")
    func accounts() throws {
        let served = try Sample.merge.merge(try Self.files(), with: Registry())
        let merge = Sample.merge
        func needsMerge(_ change: RecordChange, of records: [Record] = []) throws -> Bool {
            try merge.changes([change], of: Registry(records), served: served) == nil
        }
        let plain = AccountRecord(id: Sample.account)
        let imported = AccountRecord(id: Sample.account, isImported: true)
        let stranger = AccountRecord(id: "999999999999")
        #expect(try !needsMerge(plain.put))
        #expect(try !needsMerge(plain.put, of: [plain.record]))
        #expect(try needsMerge(imported.put))
        #expect(try needsMerge(stranger.put))
        #expect(try needsMerge(plain.remove, of: [plain.record]))
        #expect(try !needsMerge(plain.remove))
        #expect(try needsMerge(Sample.role("r", account: "999999999999").put))
        #expect(try needsMerge(OrganizationRecord(text: "").put))
    }

    @Test("keys, uses and tasks change nothing that is served")
    func others() throws {
        let served = try Sample.merge.merge(try Self.files(), with: Registry())
        var generator = RecordGenerator(seed: 5)
        for _ in 0..<200 {
            let record = generator.record()
            switch record.key.kind {
            case .accessKey, .serviceSetup, .roleUse, .deletionTask:
                let changes = try Sample.merge.changes(
                    [.put(record)], of: Registry(), served: served)
                #expect(changes?.isEmpty == true)
            default: break
            }
        }
    }

    @Test(
        "nothing of the files is replaced",
        arguments: [
            Sample.role("FROMFILE").put, Sample.role("FromFile", path: "/team/").put,
            Sample.group("Staff").put, Sample.policy("p").put,
        ])
    func taken(change: RecordChange) throws {
        let served = try Sample.merge.merge(try Self.files(), with: Registry())
        #expect(throws: BundleErrors.self) {
            try Sample.merge.changes([change], of: Registry(), served: served)
        }
    }
}

extension BundleChange {
    fileprivate var isRemovalOfLinkedPolicy: Bool {
        if case .removeManagedPolicy(Sample.linkedPolicy, _) = self { true } else { false }
    }
}

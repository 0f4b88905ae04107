import Identities
import TestSupport

/// Draws records of every sort, with texts that are hard on whoever writes and reads them.
struct RecordGenerator {
    var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func record() -> Record {
        switch random.pick(RecordKey.Kind.allCases) {
        case .account:
            return .account(
                AccountRecord(
                    id: account(), isImported: random.chance(50), resourcePolicies: optional()))
        case .organization: return .organization(OrganizationRecord(text: text()))
        case .role:
            return .role(
                RoleRecord(
                    head: head(), policies: attachments(), trustPolicy: text(),
                    description: text(), sessionSecondsMax: random.int(in: 3_600...43_200)))
        case .user:
            return .user(UserRecord(head: head(), policies: attachments(), groups: texts()))
        case .group: return .group(GroupRecord(head: head(), policies: attachments()))
        case .policy: return .policy(policy())
        case .accessKey:
            return .accessKey(
                AccessKeyRecord(
                    id: name(), secret: name(), principal: text(), account: account(),
                    created: time()))
        case .serviceSetup:
            return .serviceSetup(
                ServiceSetupRecord(
                    service: text(), account: account(), region: text(), settings: text(),
                    updated: time()))
        case .roleUse:
            return .roleUse(
                RoleUseRecord(
                    service: text(), account: account(), resource: text(), region: text(),
                    expires: random.chance(50) ? time() : nil))
        case .deletionTask: return .deletionTask(task())
        }
    }

    private mutating func policy() -> ManagedPolicyRecord {
        var numbers: [Int] = []
        for _ in 0..<random.int(in: 1...5) {
            numbers.append((numbers.last ?? 0) + random.int(in: 1...3))
        }
        return ManagedPolicyRecord(
            head: head(), account: account(), description: text(),
            versions: numbers.map { .init(number: $0, document: text(), created: time()) },
            defaultVersion: random.pick(numbers), nextVersion: numbers.last! + 1, updated: time())
    }

    private mutating func task() -> DeletionTaskRecord {
        var task = DeletionTaskRecord(
            id: text(), account: account(), service: text(), role: name(), roleID: text(),
            created: time())
        task.status = random.pick(DeletionTaskRecord.Status.allCases)
        task.reason = text()
        task.usage = (0..<random.below(3)).map { _ in .init(region: text(), resources: texts()) }
        task.ended = random.chance(50) ? time() : nil
        return task
    }

    private mutating func head() -> EntityHead {
        EntityHead(
            partition: random.pick(["aws", "aws-cn"]), account: account(),
            path: random.pick(["/", "/a/", "/ä/\u{1F510}/"]), name: name(), id: text(),
            created: time(),
            tags: (0..<random.below(3)).map { _ in Tag(key: text(), value: text()) })
    }

    private mutating func attachments() -> PolicyAttachments {
        PolicyAttachments(
            inline: (0..<random.below(3)).map { _ in .init(name: name(), document: text()) },
            managed: texts(), boundary: optional())
    }

    private mutating func account() -> String {
        random.pick(["111122223333", "444455556666"])
    }

    private mutating func name() -> String { "N" + text() }

    private mutating func optional() -> String? { random.chance(50) ? text() : nil }

    private mutating func texts() -> [String] { (0..<random.below(4)).map { _ in text() } }

    private mutating func time() -> Int64 {
        random.chance(5) ? random.pick([.min, .max]) : Int64(random.below(1 << 40)) - (1 << 20)
    }

    private mutating func text() -> String {
        random.string(of: "aZ09/:\"\\ \u{0}\n\u{7F}\u{2028}äİß\u{1F510}{}[]", length: 0...12)
    }
}

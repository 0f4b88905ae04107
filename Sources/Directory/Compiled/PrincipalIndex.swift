import FlatMemory
import PolicyEngine
import PolicyModel

/// All users and roles of a snapshot, by ARN, and roles also by the ARN that their sessions begin
/// with.
///
/// The entries are spread over shards by their hash. A shard is never changed; a new snapshot with
/// one other role has one or two new shards, and shares the others with the snapshot before.
struct PrincipalIndex: Sendable {
    /// Where an entry stands: shard and place in it. Of no meaning in any other snapshot.
    struct Place: BitwiseCopyable, Sendable, Hashable {
        var shard: UInt32
        var number: UInt32
    }

    let hash: KeyedHash
    /// Keeps alive what `handles` refer to.
    let shards: [PrincipalShard]
    private let handles: HandleList<PrincipalShard>

    // LIMIT: finding an entry costs the same in a shard of any size; a small one is made anew
    // quickly when one of its entries changes.
    /// How many entries a shard is meant to hold.
    static let entriesPerShard = 64

    /// Takes shards over.
    ///
    /// - Precondition: Their number is a power of two, and each entry stands in the shard that
    ///   ``shard(of:count:)`` tells.
    init(_ shards: [PrincipalShard], hash: KeyedHash) {
        precondition(shards.count.nonzeroBitCount == 1, "\(shards.count) is no power of two")
        self.hash = hash
        self.shards = shards
        handles = HandleList(shards)
    }

    /// The number of shards that so many entries want.
    static func shardCount(entries: Int) -> Int {
        var count = 1
        while count * entriesPerShard < entries { count *= 2 }
        return count
    }

    /// Which of `count` shards holds the entries whose name has this hash.
    static func shard(of hash: UInt64, count: Int) -> Int {
        Int(truncatingIfNeeded: hash &>> 32 & UInt64(count &- 1))
    }

    /// Finds an entry by its name.
    ///
    /// - Parameter hashed: The hash of those bytes.
    /// - Complexity: O(length of the name) in expectation.
    @inline(__always)
    func find(_ hashed: UInt64, _ text: Span<UInt8>, _ name: TextRange) -> Place? {
        let shard = Self.shard(of: hashed, count: handles.count)
        let number = handles[shard].withObject { $0.names.find(hashed, in: text, name) }
        guard let number else { return nil }
        return Place(
            shard: UInt32(truncatingIfNeeded: shard), number: UInt32(truncatingIfNeeded: number))
    }

    /// The shard of an entry.
    func shard(_ place: Place) -> Handle<PrincipalShard> { handles[Int(place.shard)] }

    /// An entry.
    @inline(__always)
    func record(_ place: Place) -> PrincipalRecord {
        handles[Int(place.shard)].withObject { $0.records[Int(place.number)] }
    }
}

/// Some of the users and roles of a snapshot.
final class PrincipalShard: Sendable {
    let names: NameTable
    /// The entry of each name.
    let records: FlatArray<PrincipalRecord>
    let details: FlatArray<PrincipalDetails>
    let texts: TextPool
    let tags: FlatArray<TagFact>
    /// The entries as they were given, from which a changed shard is made.
    let entries: [PrincipalEntry]

    init(_ entries: [PrincipalEntry], hash: KeyedHash) {
        var texts = TextPoolBuilder(hash: hash)
        var tags: [TagFact] = []
        details = FlatArray(
            entries.map {
                PrincipalDetails($0.compiled.principal, hash: hash, texts: &texts, tags: &tags)
            })
        records = FlatArray(
            entries.map { PrincipalRecord($0, hash: hash, texts: &texts, tags: &tags) })
        names = NameTable(entries.map { Array($0.name.utf8) }, hash: hash)
        self.texts = TextPool(texts)
        self.tags = FlatArray(tags)
        self.entries = entries.fitting
    }
}

/// A user or role with its policies compiled, shared by the names under which it is found.
final class CompiledPrincipal: Sendable {
    let principal: Principal
    /// The account's place in the ``AccountTable``.
    let account: Int
    let identity: StatementSet
    let boundaries: [StatementSet]
    /// A role's trust policy.
    let trust: StatementSet?

    init(
        _ principal: Principal, account: Int, identity: StatementSet, boundaries: [StatementSet],
        trust: StatementSet?
    ) {
        self.principal = principal
        self.account = account
        self.identity = identity
        self.boundaries = boundaries
        self.trust = trust
    }
}

/// A name under which a user or role is found, and what it stands for.
struct PrincipalEntry: Sendable {
    /// The ARN, or what the ARNs of a role's sessions begin with.
    var name: String
    var compiled: CompiledPrincipal

    /// What the ARNs of a role's sessions begin with: `arn:aws:sts::ACCOUNT:assumed-role/NAME`.
    static func sessionPrefix(of role: Principal) -> String? {
        guard case .role = role.kind, let arn = ARN(role.arn) else { return nil }
        return "arn:\(arn.partition):sts::\(arn.account):assumed-role/\(role.name)"
    }
}

/// A user or role, as every decision needs it. Kept small, since it is copied.
struct PrincipalRecord: BitwiseCopyable, Sendable {
    /// What a name stands for, by the service in it.
    enum NameForm: UInt8, BitwiseCopyable {
        /// `iam`: the user or role itself.
        case whole
        /// `sts`: all sessions whose ARN goes on with a slash.
        case sessions
        /// Nothing that is found by its name alone.
        case other
    }

    var form: NameForm
    var isRole: Bool
    var isServiceLinkedRole: Bool
    var hasUniqueID: Bool
    /// The account's place in the ``AccountTable``.
    var account: UInt32
    /// Where the account stands in the name.
    var accountPart: TextRange
    /// A text of the shard.
    var uniqueID: TextRange
    /// A stretch of the shard's tags, as those of a principal.
    var tags: TextRange
    var identity: Handle<StatementSet>
    var boundary: Handle<StatementSet>?
    var trust: Handle<StatementSet>?
    /// What identity policies and boundary read.
    var interest: Interest

    init(
        _ named: PrincipalEntry, hash: KeyedHash, texts: inout TextPoolBuilder,
        tags: inout [TagFact]
    ) {
        let entry = named.compiled
        let principal = entry.principal
        let parts = named.name.utf8.split(
            separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        form = .other
        accountPart = .empty
        if parts.count == 6 {
            if parts[2].elementsEqual("iam".utf8) { form = .whole }
            if parts[2].elementsEqual("sts".utf8) { form = .sessions }
            accountPart = TextRange(
                start: parts[..<4].map { $0.count + 1 }.reduce(0, +), count: parts[4].count)
        }
        if case .role = principal.kind { isRole = true } else { isRole = false }
        isServiceLinkedRole = principal.isServiceLinkedRole
        hasUniqueID = principal.uniqueID != nil
        account = UInt32(entry.account)
        uniqueID = texts.add(Array((principal.uniqueID ?? "").utf8))
        self.tags = tags.add(principal.tags, prefix: "aws:principaltag/", hash: hash, &texts)
        identity = Handle(entry.identity)
        precondition(entry.boundaries.count <= 1, "a principal with several boundaries")
        boundary = entry.boundaries.first.map { Handle($0) }
        trust = entry.trust.map { Handle($0) }
        interest = Interest([entry.identity] + entry.boundaries)
    }
}

/// What else is known of a user or role, for policies that want to know.
struct PrincipalDetails: BitwiseCopyable, Sendable {
    /// Texts of the shard.
    var arn: TextRange
    var name: TextRange
    /// A stretch of the shard's tags, as those of a resource.
    var resourceTags: TextRange

    init(
        _ principal: Principal, hash: KeyedHash, texts: inout TextPoolBuilder,
        tags: inout [TagFact]
    ) {
        arn = texts.add(Array(principal.arn.utf8))
        name = texts.add(Array(principal.name.utf8))
        resourceTags = tags.add(principal.tags, prefix: "aws:resourcetag/", hash: hash, &texts)
    }
}

/// A tag as a condition key with its value.
struct TagFact: BitwiseCopyable, Sendable {
    /// Hash of the key.
    var hash: UInt64
    /// The key in lower case, with its prefix, and the value behind it.
    var text: TextRange
    var keyCount: UInt32
}

extension [TagFact] {
    /// Adds the tags of one principal or resource, and says where they stand.
    mutating func add(
        _ tags: [String: String], prefix: String, hash: KeyedHash, _ texts: inout TextPoolBuilder
    ) -> TextRange {
        let start = count
        for (key, value) in Facts.tagFacts(prefix, tags) {
            guard case .single(let value) = value else { continue }
            let key = [UInt8](key.utf8)
            append(
                TagFact(
                    hash: hash.hash(key), text: texts.add(key + value.utf8),
                    keyCount: UInt32(key.count)))
        }
        return TextRange(start: start, count: count - start)
    }
}

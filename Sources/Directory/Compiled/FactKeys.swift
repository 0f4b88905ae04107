import FlatMemory
import PolicyEngine

/// The names of the keys of ``Facts``, hashed.
package struct FactKeys: ~Copyable, Sendable {
    /// A key that the daemon gives a value, tags aside.
    enum Key: Int, CaseIterable {
        case principalARN, principalAccount, principalOrgID, principalOrgPaths, principalType
        case principalIsAWSService, userName, userID
        case resourceAccount, resourceOrgID, resourceOrgPaths
        case currentTime, epochTime

        /// The keys by their names.
        fileprivate static let named = Dictionary(
            uniqueKeysWithValues: allCases.map { ($0.name.description, $0) })

        /// The name in lower case.
        var name: StaticString {
            switch self {
            case .principalARN: "aws:principalarn"
            case .principalAccount: "aws:principalaccount"
            case .principalOrgID: "aws:principalorgid"
            case .principalOrgPaths: "aws:principalorgpaths"
            case .principalType: "aws:principaltype"
            case .principalIsAWSService: "aws:principalisawsservice"
            case .userName: "aws:username"
            case .userID: "aws:userid"
            case .resourceAccount: "aws:resourceaccount"
            case .resourceOrgID: "aws:resourceorgid"
            case .resourceOrgPaths: "aws:resourceorgpaths"
            case .currentTime: "aws:currenttime"
            case .epochTime: "aws:epochtime"
            }
        }
    }

    private static let tagPrefix: StaticString = "aws:principaltag/"
    /// The first eight bytes of it as a word, the first one lowest.
    private static let tagPrefixWord: UInt64 = 0x6E69_7270_3A73_7761

    /// The names that only the daemon gives a value, tags aside: in full, and roughly, by two
    /// filters.
    private let owned: NameTable
    private let mayBeOwned: (KeyFilter, KeyFilter)
    private let hashes: FlatArray<UInt64>
    private let pin = Pin()

    /// Hashes the names.
    package init(hash: KeyedHash) {
        let names = Facts.names.map { Array($0.utf8) }
        owned = NameTable(names, hash: hash)
        var mayBeOwned = (KeyFilter(), KeyFilter())
        for name in names {
            mayBeOwned.0.insert(hash.hash(name))
            mayBeOwned.1.insert(Self.second(hash.hash(name)))
        }
        self.mayBeOwned = mayBeOwned
        hashes = FlatArray(Key.allCases.map { hash.hash(Array($0.name.description.utf8)) })
    }

    /// The hash of a key's name.
    func hash(_ key: Key) -> UInt64 { hashes[key.rawValue] }

    /// Whether only the daemon may give a key a value: ``Facts/owns(_:)``, for bytes.
    ///
    /// - Parameter name: The key in lower case.
    @inline(__always)
    func owns(
        _ text: borrowing FlatBuffer<UInt8>, _ name: TextRange, hash: UInt64
    ) -> Bool {
        // Most keys are told by hash and beginning to be none of these.
        let mayBeTag = text.word(at: name.start) == Self.tagPrefixWord
        guard
            mayBeTag || mayBeOwned.0.mayHold(hash) && mayBeOwned.1.mayHold(Self.second(hash))
        else { return false }
        return isOwned(text.paddedSpan, name, hash)
    }

    /// Another hash of the same name: a filter looks at the first bits alone.
    @inline(__always)
    private static func second(_ hash: UInt64) -> UInt64 { hash &<< 32 }

    @inline(never)
    private func isOwned(_ text: Span<UInt8>, _ name: TextRange, _ hash: UInt64) -> Bool {
        owned.find(hash, in: text, name) != nil || text.begins(Self.tagPrefix, at: name)
    }
}

/// Some of the keys that the daemon gives a value.
struct FactSet: OptionSet, BitwiseCopyable, Sendable {
    let rawValue: UInt16

    static var all: FactSet { FactSet(rawValue: .max) }
    static var clock: FactSet { FactSet(.currentTime).union(FactSet(.epochTime)) }

    init(rawValue: UInt16) { self.rawValue = rawValue }

    @inline(__always)
    init(_ key: FactKeys.Key) {
        rawValue = 1 &<< UInt16(truncatingIfNeeded: key.rawValue)
    }
}

/// What policies read of a request's context.
struct Interest: BitwiseCopyable, Sendable {
    /// All keys, roughly.
    private(set) var keys = KeyFilter()
    /// Those that the daemon gives a value, tags aside. It may be a key too many.
    private(set) var facts: FactSet = []

    /// Nothing.
    init() {}

    /// What some sets read.
    init(_ sets: [StatementSet]) {
        for set in sets {
            keys.formUnion(set.keyFilter)
            for key in set.readableKeys {
                if let fact = FactKeys.Key.named[key.name] { facts.insert(FactSet(fact)) }
            }
            if set.timeline != Timeline() { facts.formUnion(.clock) }
        }
    }

    /// Keys of which nobody knows more than a filter.
    init(roughly keys: KeyFilter) {
        self.keys = keys
        facts = keys.isEmpty ? [] : .all
    }

    /// Adds what others read.
    mutating func formUnion(_ other: Interest) {
        keys.formUnion(other.keys)
        facts.formUnion(other.facts)
    }
}

extension PreparedRequest {
    /// Whether the action is one that a role's trust policy decides about.
    var isAboutTrust: Bool {
        let text = text.paddedSpan
        return text.begins("sts:assumerole", at: action)
            || text.isWord("sts:tagsession", at: action)
            || text.isWord("sts:setsourceidentity", at: action)
    }
}

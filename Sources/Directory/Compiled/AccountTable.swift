import FlatMemory
import PolicyEngine

/// The accounts of a snapshot: those whose principals are known, and all of the organization.
final class AccountTable: Sendable {
    /// An account, as a decision needs it.
    struct Record: BitwiseCopyable, Sendable {
        /// The twelve digits.
        var id: TextRange
        /// Whether it is one of the organization's.
        var isMember: Bool
        /// Where it stands in the organization: `o-…/r-…/ou-…/`.
        var path: TextRange
        /// Its levels of SCPs and RCPs, from the root down: stretches of `sets`.
        var serviceControl: TextRange
        var resourceControl: TextRange
        /// What its SCPs, and its RCPs, read.
        var serviceInterest: Interest
        var resourceInterest: Interest
    }

    /// An account to be compiled.
    struct Entry {
        var id: String
        var path: String?
        var serviceControl: [StatementSet]
        var resourceControl: [StatementSet]
    }

    let names: NameTable
    let records: FlatArray<Record>
    let texts: TextPool
    let sets: HandleList<StatementSet>
    /// `o-…`; empty without an organization.
    let organization: TextRange
    /// The place of the one account, if there is no other.
    let onlyAccount: Int?

    init(_ entries: [Entry], organization: String?, onlyAccount: Int?, hash: KeyedHash) {
        var texts = TextPoolBuilder(hash: hash)
        var sets: [StatementSet] = []
        func add(_ levels: [StatementSet]) -> (TextRange, Interest) {
            let range = TextRange(start: sets.count, count: levels.count)
            sets += levels
            return (range, Interest(levels))
        }
        records = FlatArray(
            entries.map { entry in
                let (serviceControl, serviceInterest) = add(entry.serviceControl)
                let (resourceControl, resourceInterest) = add(entry.resourceControl)
                return Record(
                    id: texts.add(Array(entry.id.utf8)), isMember: entry.path != nil,
                    path: texts.add(Array((entry.path ?? "").utf8)),
                    serviceControl: serviceControl, resourceControl: resourceControl,
                    serviceInterest: serviceInterest, resourceInterest: resourceInterest)
            })
        names = NameTable(entries.map { Array($0.id.utf8) }, hash: hash)
        self.organization = texts.add(Array((organization ?? "").utf8))
        self.texts = TextPool(texts)
        self.sets = HandleList(sets)
        self.onlyAccount = onlyAccount
    }
}

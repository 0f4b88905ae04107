import FlatMemory
import PolicyEngine

/// The resources that a bundle says something about, by ARN.
final class ResourceTable: Sendable {
    /// A resource, as a decision needs it.
    struct Record: BitwiseCopyable, Sendable {
        var arn: TextRange
        /// The place of its account in the ``AccountTable``.
        var account: UInt32
        var policy: Handle<StatementSet>?
        /// What the policy reads.
        var interest: Interest
        /// A stretch of `tags`.
        var tags: TextRange
    }

    /// A resource to be compiled.
    struct Entry: Sendable {
        var resource: Resource
        var account: Int
        var policy: StatementSet?
    }

    /// Where a hash leads.
    private struct Place: BitwiseCopyable, Sendable {
        var record: UInt32
        /// Whether to the resource itself, or else to what lies below.
        var isExact: Bool
    }

    /// What a request's resource was found to be.
    struct Found: BitwiseCopyable {
        /// The number of the record of exactly this ARN.
        var own: Int?
        /// The number of the record whose policy guards the resource.
        var guardian: Int?
    }

    let entries: [Entry]
    let records: FlatArray<Record>
    let texts: TextPool
    let tags: FlatArray<TagFact>
    /// Whether some name could not be put into the table, so that only ``Bundle`` finds it.
    let isIncomplete: Bool
    private let table: ProbeTable
    private let places: FlatArray<Place>

    init(_ entries: [Entry], hash: KeyedHash) {
        var texts = TextPoolBuilder(hash: hash)
        var tags: [TagFact] = []
        var records: [Record] = []
        var hashes: [UInt64] = []
        var places: [Place] = []
        var isIncomplete = false
        var anatomy = ResourceAnatomy()
        var text = FlatBuffer<UInt8>(capacity: 256)
        for entry in entries {
            let number = UInt32(records.count)
            let arn = Array(entry.resource.arn.utf8)
            text.removeAll()
            records.append(
                Record(
                    arn: texts.add(arn), account: UInt32(entry.account),
                    policy: entry.policy.map { Handle($0) },
                    interest: Interest(entry.policy.map { [$0] } ?? []),
                    tags: tags.add(
                        entry.resource.tags, prefix: "aws:resourcetag/", hash: hash, &texts)))
            let whole = text.append(copying: arn.span)
            anatomy.read(text, whole, hash)
            guard anatomy.isARN else {
                isIncomplete = true
                continue
            }
            hashes.append(anatomy.exactHash)
            places.append(Place(record: number, isExact: true))
            for border in "/:".utf8 {
                text.removeAll()
                let below = text.append(copying: (arn + [border]).span)
                anatomy.read(text, below, hash)
                if !anatomy.hasAllBorders { isIncomplete = true }
                hashes.append(anatomy.prefixHash(anatomy.borderCount - 1))
                places.append(Place(record: number, isExact: false))
            }
        }
        self.entries = entries
        self.records = FlatArray(records)
        self.texts = TextPool(texts)
        self.tags = FlatArray(tags)
        self.isIncomplete = isIncomplete
        table = ProbeTable(hashes)
        self.places = FlatArray(places)
    }

    /// Finds what a bundle says about a request's resource: the definition is
    /// ``Bundle/policyHolder(of:)``.
    ///
    /// - Precondition: The table is complete, and the resource is an ARN with all its borders.
    /// - Complexity: a probe for each border of the ARN.
    func find(_ request: borrowing PreparedRequest) -> Found {
        var found = Found()
        if records.count == 0 { return found }
        let text = request.text.paddedSpan
        found.own = find(
            request.resource.exactHash, isExact: true, text, request.resource.range)
        if let own = found.own, records[own].policy != nil {
            found.guardian = own
            return found
        }
        var depth = request.resource.borderCount - 1
        while depth > 0 {
            let start = request.resource.range.start
            let end =
                request.resource.parts[5].start + request.resource.borderLength(depth) - 1
            let number = find(
                request.resource.prefixHash(depth), isExact: false, text,
                TextRange(start: start, count: end - start))
            if let number {
                found.guardian = number
                return found
            }
            depth -= 1
        }
        return found
    }

    /// The policy of a resource that is listed under exactly this ARN.
    func policy(of arn: String, _ hash: KeyedHash) -> StatementSet? {
        var text = FlatBuffer<UInt8>(capacity: 256)
        let whole = text.append(copying: Array(arn.utf8).span)
        var anatomy = ResourceAnatomy()
        anatomy.read(text, whole, hash)
        guard anatomy.isARN else {
            return entries.first { $0.resource.arn.isIdentical(to: arn) }?.policy
        }
        return find(anatomy.exactHash, isExact: true, text.paddedSpan, whole).flatMap {
            records[$0].policy?.object
        }
    }

    /// Finds the record of an ARN, by its own hash or by that of what lies below.
    private func find(
        _ hash: UInt64, isExact: Bool, _ text: Span<UInt8>, _ arn: TextRange
    ) -> Int? {
        var search = table.search(hash)
        while let number = table.next(&search) {
            let place = places[number]
            let record = records[Int(place.record)]
            if place.isExact == isExact, isExact || record.policy != nil,
                record.arn.count == arn.count, texts.equals(record.arn, text, at: arn.start)
            {
                return Int(place.record)
            }
        }
        return nil
    }
}

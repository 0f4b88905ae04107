import FlatMemory
import PolicyModel

/// The principal elements of a set, compiled.
///
/// An element's names are found by hash, each compared literally, so that an element with a
/// thousand principals costs no more than one with two.
final class PrincipalTable: Sendable {
    struct Element: BitwiseCopyable {
        var isNegated: Bool
        /// Whether the element holds `*`.
        var hasEveryone: Bool
        var isDeny: Bool
    }

    struct Name: BitwiseCopyable {
        var element: UInt32
        var namespace: PrincipalNamespace
        var text: TextRange
    }

    private let texts: TextPool
    private let elements: FlatArray<Element>
    private let table: ProbeTable
    private let names: FlatArray<Name>

    /// The table without elements, which all sets share that have none.
    private static let empty = PrincipalTable(
        PrincipalTableBuilder(hash: KeyedHash(key: 0)))

    static func table(of builder: PrincipalTableBuilder) -> PrincipalTable {
        builder.elements.isEmpty ? empty : PrincipalTable(builder)
    }

    private init(_ builder: PrincipalTableBuilder) {
        texts = TextPool(builder.texts)
        elements = FlatArray(builder.elements)
        table = ProbeTable(builder.hashes)
        names = FlatArray(builder.names)
    }

    /// How closely an element names the caller.
    ///
    /// A `NotPrincipal` names everybody whom its values don't; one that denies also names whoever
    /// has a permissions boundary, listed or not, as the IAM guide warns.
    ///
    /// - Complexity: one probe for each of the caller's names.
    func strength(_ number: Int, _ request: borrowing PreparedRequest) -> Strength {
        let element = elements[number]
        var strongest = element.hasEveryone ? Strength.direct : .none
        if strongest == .none {
            for index in 0..<request.callerKeys.count {
                let key = request.callerKeys[index]
                if key.strength > strongest, holds(UInt32(number), key, request) {
                    strongest = key.strength
                }
            }
        }
        guard element.isNegated else { return strongest }
        if element.isDeny, request.hasBoundary { return .direct }
        return strongest == .none ? .direct : .none
    }

    private func holds(
        _ element: UInt32, _ key: CallerKey, _ request: borrowing PreparedRequest
    ) -> Bool {
        var search = table.search(KeyedHash.combine(key.hash, UInt64(element)))
        while let number = table.next(&search) {
            let name = names[number]
            if name.element == element, name.namespace == key.namespace,
                name.text.count == key.name.count,
                texts.equals(name.text, request.text.paddedSpan, at: key.name.start)
            {
                return true
            }
        }
        return false
    }
}

/// Compiles principal elements.
struct PrincipalTableBuilder {
    let hash: KeyedHash
    fileprivate var texts: TextPoolBuilder
    fileprivate var elements: [PrincipalTable.Element] = []
    fileprivate var hashes: [UInt64] = []
    fileprivate var names: [PrincipalTable.Name] = []
    /// The hash of every name, as that of a caller's name.
    private var nameHashes: [UInt64] = []
    /// Where each element's names begin.
    private var firstNames: [Int] = []

    init(hash: KeyedHash) {
        self.hash = hash
        texts = TextPoolBuilder(hash: hash)
    }

    /// The hashes of the names that a caller must have for an element to match; none if it may match
    /// without.
    ///
    /// - Parameter principal: 1 + the number of an element, or 0 for none.
    func names(_ principal: UInt32) -> ArraySlice<UInt64> {
        guard principal > 0 else { return [] }
        let number = Int(principal) - 1
        if elements[number].isNegated || elements[number].hasEveryone { return [] }
        let end = number + 1 < firstNames.count ? firstNames[number + 1] : nameHashes.count
        return nameHashes[firstNames[number]..<end]
    }

    /// Adds an element and returns its number.
    mutating func add(_ clause: Clause<PrincipalPattern>, isDeny: Bool) -> UInt32 {
        let number = UInt32(elements.count)
        let hasEveryone = clause.values.contains { $0 == .everyone || $0 == .aws("*") }
        elements.append(
            PrincipalTable.Element(
                isNegated: clause.isNegated, hasEveryone: hasEveryone, isDeny: isDeny))
        firstNames.append(nameHashes.count)
        for pattern in clause.values {
            for (namespace, name) in Self.names(pattern) { add(name, namespace, to: number) }
        }
        return number
    }

    private mutating func add(
        _ name: [UInt8], _ namespace: PrincipalNamespace, to element: UInt32
    ) {
        let hashed = hash.principal(
            name.span, TextRange(start: 0, count: name.count), namespace)
        nameHashes.append(hashed)
        hashes.append(KeyedHash.combine(hashed, UInt64(element)))
        names.append(
            PrincipalTable.Name(element: element, namespace: namespace, text: texts.add(name)))
    }

    /// The names that one value of a Principal element stands for.
    static func names(_ pattern: PrincipalPattern) -> [(PrincipalNamespace, [UInt8])] {
        switch pattern {
        case .everyone: []
        case .service(let name): [(.service, Array(name.utf8))]
        case .federated(let name): [(.federated, Array(name.utf8))]
        case .canonicalUser(let id): [(.canonicalUser, Array(id.utf8))]
        case .aws(let entry): names(aws: Array(entry.utf8))
        }
    }

    /// An `AWS` value: an account id, an ARN, or a unique id.
    private static func names(aws entry: [UInt8]) -> [(PrincipalNamespace, [UInt8])] {
        if entry.count == 12, entry.allSatisfy(\.isDigit) {
            return [(.account, entry)]
        }
        var names = [(PrincipalNamespace.exact, entry)]
        let parts = entry.split(
            separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].elementsEqual("arn".utf8),
            parts[2].elementsEqual("iam".utf8), parts[3].isEmpty
        else { return names }
        let account = parts[1] + [UInt8(ascii: ":")] + parts[4]
        if parts[5].elementsEqual("root".utf8) {
            names.append((.root, Array(account)))
            return names
        }
        let path = parts[5].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if path.count >= 2, path[0].elementsEqual("role".utf8) {
            let name = lowercasedASCII(path[path.count - 1]).utf8
            names.append((.role, Array(account + [UInt8(ascii: ":")] + name)))
        }
        return names
    }
}

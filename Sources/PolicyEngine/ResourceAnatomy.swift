import FlatMemory

/// The resource of a request taken apart: the six parts of its ARN, and the hashes under which the
/// index may hold a beginning of it.
///
/// A value is reused, so that taking a resource apart allocates nothing. It is noncopyable, so that
/// nobody copies it to look at one part.
package struct ResourceAnatomy: ~Copyable {
    /// The end of a beginning.
    struct Border: BitwiseCopyable {
        var length: UInt32
        var hash: UInt64
    }

    /// The whole resource.
    package private(set) var range = TextRange.empty
    /// Whether it is `*`: an action without resource-level permissions.
    package private(set) var isEverything = false
    /// Whether it has six parts.
    package private(set) var isARN = false
    /// Whether it also begins with `arn:`, as everything in the index does.
    package private(set) var startsWithARN = false
    /// The six parts; the sixth holds all further colons.
    package private(set) var parts = ARNParts()
    /// Hashes of the second to fifth part; the others stay zero.
    package private(set) var partHashes = InlineArray<6, UInt64>(repeating: 0)

    /// The colons and slashes that are still to be looked at.
    private var marks = Occurrences()
    /// Where beginnings of the sixth part end: at its start, and behind each `/` or `:`, at most
    /// ``ResourceIndex/depthMax`` of them.
    private var borders = FlatBuffer<Border>(capacity: ResourceIndex.depthMax + 1)
    /// Hash of the whole sixth part.
    package private(set) var wholeHash: UInt64 = 0

    /// Hash of all parts before the sixth.
    var baseHash: UInt64 {
        ResourceIndex.shapeHash(
            mask: 7, service: partHashes[2], partition: partHashes[1], region: partHashes[3],
            account: partHashes[4])
    }

    /// The hash of the whole ARN, for tables of ARNs.
    package var exactHash: UInt64 {
        KeyedHash.combine(baseHash ^ ResourceIndex.exactMark, wholeHash)
    }

    /// The hash of the ARN up to and with a border, for tables of ARNs.
    ///
    /// - Parameter depth: Below ``borderCount``.
    package func prefixHash(_ depth: Int) -> UInt64 {
        KeyedHash.combine(baseHash, borderHash(depth))
    }

    /// How many borders there are, the start included.
    package var borderCount: Int { borders.count }

    /// Bytes of the sixth part up to and with a border.
    package func borderLength(_ depth: Int) -> Int { Int(borders[depth].length) }

    /// Hash of the sixth part up to and with a border.
    func borderHash(_ depth: Int) -> UInt64 { borders[depth].hash }

    /// Whether every border was found, so that none is beyond ``ResourceIndex/depthMax``.
    package var hasAllBorders: Bool { borderCount <= ResourceIndex.depthMax }

    /// An empty anatomy.
    package init() {}

    /// Takes a resource apart.
    ///
    /// - Complexity: O(length), eight bytes a step.
    package mutating func read(
        _ text: borrowing FlatBuffer<UInt8>, _ range: TextRange, _ hash: KeyedHash
    ) {
        split(text, range)
        hashParts(text, hash)
    }

    /// Finds the parts; the hashes mean nothing until ``hashParts(_:_:)``.
    @inline(__always)
    mutating func split(_ text: borrowing FlatBuffer<UInt8>, _ range: TextRange) {
        self.range = range
        borders.removeAll()
        isEverything = range.count == 1 && text[range.start] == UInt8(ascii: "*")
        marks = text.occurrences(of: UInt8(ascii: ":"), or: UInt8(ascii: "/"), in: range)
        isARN = text.splitARN(range, into: &parts, at: &marks)
        startsWithARN = isARN && text.word(at: range.start, count: 4) == 0x3A6E_7261
    }

    /// Hashes what ``split(_:_:)`` has found.
    @inline(__always)
    mutating func hashParts(_ text: borrowing FlatBuffer<UInt8>, _ hash: KeyedHash) {
        guard isARN else { return }
        // One by one: an index that is known needs no copy of the parts.
        partHashes[1] = text.hash(parts[1], by: hash)
        partHashes[2] = text.hash(parts[2], by: hash)
        partHashes[3] = text.hash(parts[3], by: hash)
        partHashes[4] = text.hash(parts[4], by: hash)
        findBorders(text, hash)
    }

    /// Finds the borders of the sixth part and hashes the beginnings that end there.
    @inline(__always)
    private mutating func findBorders(_ text: borrowing FlatBuffer<UInt8>, _ hash: KeyedHash) {
        let part = parts[5]
        var prefix = PrefixHash(hash, start: part.start)
        borders.append(Border(length: 0, hash: prefix.hash(text, count: 0)))
        while borders.count <= ResourceIndex.depthMax, let mark = marks.next(in: text) {
            let length = mark &+ 1 &- part.start
            borders.append(
                Border(
                    length: UInt32(truncatingIfNeeded: length),
                    hash: prefix.hash(text, count: length)))
        }
        wholeHash = prefix.hash(text, count: part.count)
    }
}

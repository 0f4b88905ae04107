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
    package private(set) var parts = InlineArray<6, TextRange>(repeating: .empty)
    /// Hashes of the second to fifth part; the others stay zero.
    package private(set) var partHashes = InlineArray<6, UInt64>(repeating: 0)

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
    mutating func split(_ text: borrowing FlatBuffer<UInt8>, _ range: TextRange) {
        let bytes = text.paddedSpan
        self.range = range
        borders.removeAll()
        isEverything = range.count == 1 && bytes[range.start] == UInt8(ascii: "*")
        isARN = bytes.splitARN(range, into: &parts)
        startsWithARN = isARN && bytes.word(at: range.start, count: 4) == 0x3A6E_7261
    }

    /// Hashes what ``split(_:_:)`` has found.
    mutating func hashParts(_ text: borrowing FlatBuffer<UInt8>, _ hash: KeyedHash) {
        let bytes = text.paddedSpan
        guard isARN else { return }
        for part in 1..<5 {
            partHashes[part] = hash.hash(bytes, at: parts[part].start, count: parts[part].count)
        }
        findBorders(bytes, hash)
    }

    /// Finds the borders of the sixth part and hashes the beginnings that end there.
    private mutating func findBorders(_ bytes: Span<UInt8>, _ hash: KeyedHash) {
        let part = parts[5]
        var state = hash.initial
        borders.append(Border(length: 0, hash: hash.finish(state, tail: 0, length: 0)))
        var length = 0
        while length < part.count {
            let count = Swift.min(8, part.count &- length)
            let word = bytes.word(at: part.start &+ length, count: count)
            var hits =
                word.bytes(equalTo: UInt8(ascii: ":")) | word.bytes(equalTo: UInt8(ascii: "/"))
            while hits != 0, borders.count <= ResourceIndex.depthMax {
                let step = hits.trailingZeroBitCount &>> 3 &+ 1
                hits &= hits &- 1
                let border = length &+ step
                let hashed =
                    step == 8
                    ? hash.finish(hash.step(state, word), tail: 0, length: border)
                    : hash.finish(
                        state, tail: word & ((1 &<< UInt64(step &* 8)) &- 1), length: border)
                borders.append(
                    Border(length: UInt32(truncatingIfNeeded: border), hash: hashed))
            }
            if count < 8 {
                wholeHash = hash.finish(state, tail: word, length: part.count)
                return
            }
            state = hash.step(state, word)
            length &+= 8
        }
        wholeHash = hash.finish(state, tail: 0, length: part.count)
    }
}

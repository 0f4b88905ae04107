import TestSupport
import Testing

@testable import FlatMemory

/// Holds what looks at 8 or 64 bytes at a time against what looks at one, for all lengths around
/// these borders.
@Suite("Scanning texts")
struct ScanTests {
    static let lengths = [0, 1, 7, 8, 9, 15, 16, 17, 55, 63, 64, 65, 71, 72, 127, 128, 129, 200]

    @Test("finds the places of two bytes, and no others", arguments: lengths)
    func occurrences(length: Int) {
        var random = SplitMix64(seed: UInt64(length))
        for _ in 0..<200 {
            let sample = Sample(Array(":/ab\0\u{BA}".utf8), length: length, &random)
            var search = sample.text.occurrences(
                of: UInt8(ascii: ":"), or: UInt8(ascii: "/"), in: sample.range)
            var found: [Int] = []
            while let place = search.next(in: sample.text) { found.append(place) }
            let isOver = search.next(in: sample.text) == nil
            #expect(isOver)
            let wanted = sample.bytes.indices.filter { [0x3A, 0x2F].contains(sample.bytes[$0]) }
            #expect(found == wanted.map { sample.range.start + $0 })
        }
    }

    @Test("splits an ARN as a split of strings does", arguments: lengths)
    func split(length: Int) {
        var random = SplitMix64(seed: UInt64(length))
        for _ in 0..<200 {
            let alphabet = random.below(2) == 0 ? ":ab" : ":abcdefghijklmnopqrstuvwxyz"
            let sample = Sample(Array(alphabet.utf8), length: length, &random)
            var parts = ARNParts()
            let isARN = sample.text.splitARN(sample.range, into: &parts)
            let wanted = sample.bytes.split(
                separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
            #expect(isARN == (wanted.count == 6))
            guard isARN else { continue }
            for part in 0..<6 {
                let range = parts[part]
                let found = (range.start..<range.end).map { sample.text[$0] }
                #expect(found == Array(wanted[part]))
            }
        }
    }

    @Test("lowers A–Z in the stretch, and nothing else", arguments: lengths)
    func lowercase(length: Int) {
        var random = SplitMix64(seed: UInt64(length))
        let alphabet: [UInt8] = [0x41, 0x5A, 0x40, 0x5B, 0x61, 0x7A, 0x30, 0xC3, 0xC1, 0xDA]
        for round in 0..<200 {
            // Every other round without the last three, so that capitals alone decide, or nothing.
            let kinds = round % 2 == 0 ? alphabet : Array(alphabet.dropFirst(2).dropLast(3))
            var sample = Sample(kinds, length: length, &random)
            let whole = (0..<sample.text.count).map { sample.text[$0] }
            let lowered = sample.bytes.map(\.lowercasedASCII)
            let (isLower, isASCII) = (
                sample.text.isLowerCase(sample.range), sample.text.isASCII(sample.range)
            )
            let wantsASCII = sample.bytes.allSatisfy { $0 < 0x80 }
            #expect(isLower == (lowered == sample.bytes && wantsASCII))
            #expect(isASCII == wantsASCII)
            sample.text.lowercase(sample.range)
            let start = sample.range.start
            let after = (0..<sample.text.count).map { sample.text[$0] }
            #expect(after == whole[..<start] + lowered + whole[sample.range.end...])
        }
    }

    @Test("hashes a stretch and its beginnings as an array of their own", arguments: lengths)
    func hashes(length: Int) {
        var random = SplitMix64(seed: UInt64(length))
        let hash = KeyedHash(key: random.next())
        let sample = Sample(Array("abc".utf8), length: length, &random)
        let whole = sample.text.hash(sample.range, by: hash)
        #expect(whole == hash.hash(sample.bytes))
        var prefix = PrefixHash(hash, start: sample.range.start)
        for count in 0...length where count % 3 != 1 {
            let found = prefix.hash(sample.text, count: count)
            #expect(found == hash.hash(Array(sample.bytes[..<count])))
        }
    }

    @Test("compares all bytes and no others", arguments: lengths)
    func comparisons(length: Int) {
        var random = SplitMix64(seed: UInt64(length))
        var sample = Sample(Array("ab".utf8), length: length, &random)
        let bytes = sample.bytes
        let copy = sample.text.append(copying: bytes.span)
        _ = sample.text.append(copying: "b".utf8Span.span)
        let array = FlatArray(Array("xyz".utf8) + sample.bytes + [UInt8](repeating: 1, count: 8))
        let range = sample.range
        let isCopy = sample.text.isEqual(range, copy)
        #expect(isCopy)
        let isSame = array.equals(
            atByte: 3, count: length, sample.text.paddedSpan, at: range.start)
        #expect(isSame)
        let isSameAtEnd = array.equals(atByte: 3, count: length, bytes.span, at: 0)
        #expect(isSameAtEnd, "nothing lies behind")
        for index in 0..<length {
            var other = bytes
            other[index] ^= 0x80
            let isOther = !array.equals(atByte: 3, count: length, other.span, at: 0)
            #expect(isOther)
            let changed = sample.text.append(copying: other.span)
            let isChanged = !sample.text.isEqual(range, changed)
            #expect(isChanged)
            let isChangedInText = !array.equals(
                atByte: 3, count: length, sample.text.paddedSpan, at: changed.start)
            #expect(isChangedInText)
        }
    }

    @Test("a bucket's tags are told apart, and found in all twelve slots")
    func buckets() {
        // Equal low halves: all hashes fall into one bucket, and go on to the next ones.
        let hashes = (0..<40).map { UInt64($0 % 20) << 56 | 0xFFFF }
        let table = BucketTable(hashes, values: (0..<40).map { UInt32($0) })
        for tag in 0..<20 {
            var search = table.search(UInt64(tag) << 56 | 0xFFFF)
            var found: Set<Int> = []
            while let value = table.next(&search) { found.insert(value) }
            // The tag of an empty slot is zero, so zero shares one with one.
            let wanted = (0..<40).filter { max($0 % 20, 1) == max(tag, 1) }
            #expect(found == Set(wanted))
        }
        var search = table.search(UInt64(99) << 56 | 0xFFFF)
        let isOver = table.next(&search) == nil
        #expect(isOver)
    }
}

/// A text with a stretch of some length in it, and bytes of the kinds looked for on both sides.
private struct Sample: ~Copyable {
    var text: FlatBuffer<UInt8>
    let range: TextRange
    let bytes: [UInt8]

    init(_ alphabet: [UInt8], length: Int, _ random: inout SplitMix64) {
        var bytes: [UInt8] = []
        for _ in 0..<length { bytes.append(random.pick(alphabet)) }
        var text = FlatBuffer<UInt8>(capacity: 1)
        let before = [UInt8](repeating: alphabet[0], count: random.below(20))
        _ = text.append(copying: before.span)
        range = text.append(copying: bytes.span)
        let after = [UInt8](repeating: alphabet[0], count: random.below(80))
        _ = text.append(copying: after.span)
        self.text = text
        self.bytes = bytes
    }
}

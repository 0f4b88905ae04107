import FlatMemory

/// Some bytes of ASCII.
struct ByteSet: BitwiseCopyable, Sendable, Hashable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    var isEmpty: Bool { low | high == 0 }

    func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? low >> byte & 1 != 0 : byte < 128 && high >> (byte - 64) & 1 != 0
    }

    mutating func insert(_ character: Unicode.Scalar) {
        let byte = UInt8(ascii: character)
        if byte < 64 { low |= 1 << byte } else { high |= 1 << (byte - 64) }
    }

    mutating func formUnion(_ other: ByteSet) {
        low |= other.low
        high |= other.high
    }

    func intersection(_ other: ByteSet) -> ByteSet {
        var result = self
        result.low &= other.low
        result.high &= other.high
        return result
    }
}

extension ByteSet {
    /// What a text has of ASCII that is neither letter nor digit.
    init(separatorsOf text: String) {
        for scalar in text.unicodeScalars
        where scalar.isASCII && !scalar.properties.isAlphabetic && !("0"..."9" ~= scalar) {
            insert(scalar)
        }
    }

    init(_ characters: Unicode.Scalar...) {
        for character in characters { insert(character) }
    }
}

extension RequestFacts {
    /// Whether one of some bytes stands in a text.
    func holds(_ bytes: ByteSet, in range: TextRange) -> Bool {
        if bytes.isEmpty { return false }
        for offset in range.start..<range.end where bytes.contains(text[offset]) { return true }
        return false
    }
}

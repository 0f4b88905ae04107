import FlatMemory

/// Reads the plain part of JSON from a request's body: ASCII without escapes.
///
/// It accepts less than JSON and never more. Whoever uses it gives up at the first thing that is
/// not plain, and leaves the body to ``StrictJSON/JSONTree``, which says what is wrong with it, if
/// anything is.
struct PlainJSON: BitwiseCopyable {
    /// The offset of the next byte to read.
    private(set) var offset = 0

    /// A scalar, where it stands in the body. A string's quotes are left out.
    struct Scalar: BitwiseCopyable {
        enum Kind: BitwiseCopyable { case string, number, boolean }

        var kind: Kind
        var range: TextRange
    }

    /// The next byte that is no white space, which stays unread; zero at the end.
    @inline(__always)
    mutating func next(_ bytes: Span<UInt8>) -> UInt8 {
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte > 0x20 { return byte }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return 0 }
            offset &+= 1
        }
        return 0
    }

    /// Reads a byte, if it comes next.
    @inline(__always)
    mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
        guard next(bytes) == byte else { return false }
        offset &+= 1
        return true
    }

    /// Reads a string and returns what stands between its quotes.
    @inline(__always)
    mutating func string(_ bytes: Span<UInt8>) -> TextRange? {
        guard take(UInt8(ascii: "\""), bytes) else { return nil }
        let start = offset
        while true {
            let length = min(8, bytes.count &- offset)
            if length <= 0 { return nil }
            // Missing bytes are zero, which stops the search like any control character.
            let stop = bytes.word(at: offset, count: length).bytesOutsidePlainText
            if stop == 0 {
                offset &+= 8
                continue
            }
            offset &+= stop.trailingZeroBitCount &>> 3
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { return nil }
            let range = TextRange(start: start, count: offset &- start)
            offset &+= 1
            return range
        }
    }

    /// Reads a member's name and the colon behind it.
    @inline(__always)
    mutating func name(_ bytes: Span<UInt8>) -> TextRange? {
        guard let name = string(bytes), take(UInt8(ascii: ":"), bytes) else { return nil }
        return name
    }

    /// Reads a string, a number or a Boolean.
    mutating func scalar(_ bytes: Span<UInt8>) -> Scalar? {
        switch next(bytes) {
        case UInt8(ascii: "\""): return string(bytes).map { Scalar(kind: .string, range: $0) }
        case UInt8(ascii: "t"): return literal("true", bytes)
        case UInt8(ascii: "f"): return literal("false", bytes)
        default: return number(bytes)
        }
    }

    private mutating func literal(_ word: StaticString, _ bytes: Span<UInt8>) -> Scalar? {
        let range = TextRange(
            start: offset, count: min(word.utf8CodeUnitCount, bytes.count &- offset))
        guard bytes.isWord(word, at: range) else { return nil }
        offset = range.end
        return Scalar(kind: .boolean, range: range)
    }

    /// Reads a number without fraction or exponent.
    private mutating func number(_ bytes: Span<UInt8>) -> Scalar? {
        let start = offset
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "-") { offset &+= 1 }
        let first = offset
        while offset < bytes.count, bytes[offset] &- UInt8(ascii: "0") < 10 { offset &+= 1 }
        let count = offset &- first
        guard count > 0, count == 1 || bytes[first] != UInt8(ascii: "0"), offset < bytes.count
        else { return nil }
        switch bytes[offset] {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return nil
        default:
            return Scalar(
                kind: .number, range: TextRange(start: start, count: offset &- start))
        }
    }

    /// After a member or an element: whether another one follows; `nil` if the text goes on in
    /// some other way.
    @inline(__always)
    mutating func hasMore(_ end: UInt8, _ bytes: Span<UInt8>) -> Bool? {
        if take(UInt8(ascii: ","), bytes) { return true }
        return take(end, bytes) ? false : nil
    }
}

extension UInt64 {
    /// Which of the eight bytes can't stand in a plain string for themselves, or end it: the top
    /// bit of the first such byte, and perhaps of later ones.
    fileprivate var bytesOutsidePlainText: UInt64 {
        // Subtracting borrows from the byte above only where a byte is below 0x20, so that the
        // first hit is always right.
        let top: UInt64 = 0x8080_8080_8080_8080
        let controls = (self &- 0x2020_2020_2020_2020) & ~self & top
        return controls | self & top | bytes(equalTo: UInt8(ascii: "\""))
            | bytes(equalTo: UInt8(ascii: "\\"))
    }
}

import FlatMemory
import StrictJSON

/// Reads the plain part of JSON from a request's body: ASCII without escapes.
///
/// It accepts less than JSON and never more. Whoever uses it gives up at the first thing that is
/// not plain, and leaves the body to ``StrictJSON/JSONTree``, which says what is wrong with it, if
/// anything is.
struct PlainJSON: BitwiseCopyable {
    /// The offset of the next byte to read.
    private(set) var offset = 0

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
        return endOfString(bytes)
    }

    /// Reads a string whose first quote has been read.
    @inline(never)
    private mutating func endOfString(_ bytes: Span<UInt8>) -> TextRange? {
        let start = offset
        let end = bytes.endOfPlainText(from: start)
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return nil }
        offset = end &+ 1
        return TextRange(start: start, count: end &- start)
    }

    /// Reads a member's name and the colon behind it.
    @inline(__always)
    mutating func name(_ bytes: Span<UInt8>) -> TextRange? {
        guard let name = string(bytes), take(UInt8(ascii: ":"), bytes) else { return nil }
        return name
    }

    /// Reads a string, a number or a Boolean, and returns its text.
    @inline(__always)
    mutating func scalar(_ bytes: Span<UInt8>) -> TextRange? {
        take(UInt8(ascii: "\""), bytes) ? endOfString(bytes) : bareScalar(bytes)
    }

    @inline(never)
    private mutating func bareScalar(_ bytes: Span<UInt8>) -> TextRange? {
        let word = bytes.word(from: offset)
        if word & 0xFFFF_FFFF == PlainWord.true { return take(count: 4) }
        if word & 0xFF_FFFF_FFFF == PlainWord.false { return take(count: 5) }
        return number(bytes)
    }

    private mutating func take(count: Int) -> TextRange {
        defer { offset &+= count }
        return TextRange(start: offset, count: count)
    }

    /// Reads a number without fraction or exponent.
    private mutating func number(_ bytes: Span<UInt8>) -> TextRange? {
        let start = offset
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "-") { offset &+= 1 }
        let first = offset
        while offset < bytes.count, bytes[offset] &- UInt8(ascii: "0") < 10 { offset &+= 1 }
        let count = offset &- first
        guard count > 0, count == 1 || bytes[first] != UInt8(ascii: "0"), offset < bytes.count
        else { return nil }
        switch bytes[offset] {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return nil
        default: return TextRange(start: start, count: offset &- start)
        }
    }

    /// After a member or an element: whether another one follows; `nil` if the text goes on in
    /// some other way.
    @inline(__always)
    mutating func hasMore(_ end: UInt8, _ bytes: Span<UInt8>) -> Bool? {
        let byte = next(bytes)
        guard byte == UInt8(ascii: ",") || byte == end else { return nil }
        offset &+= 1
        return byte != end
    }
}

/// Short words as they lie in memory, the first byte lowest.
enum PlainWord {
    static let `true`: UInt64 = 0x65_75_72_74
    static let `false`: UInt64 = 0x65_73_6C_61_66
    static let subject: UInt64 = 0x74_63_65_6A_62_75_73
    static let action: UInt64 = 0x6E_6F_69_74_63_61
    static let resource: UInt64 = 0x65_63_72_75_6F_73_65_72
    static let context: UInt64 = 0x74_78_65_74_6E_6F_63
    static let type: UInt64 = 0x65_70_79_74
    static let id: UInt64 = 0x64_69
    static let name: UInt64 = 0x65_6D_61_6E
    static let tags: UInt64 = 0x73_67_61_74
    static let account: UInt64 = 0x74_6E_75_6F_63_63_61
    /// `arn:`
    static let arn: UInt64 = 0x3A_6E_72_61
    /// `*`
    static let star: UInt64 = 0x2A
}

extension Span where Element == UInt8 {
    /// The eight bytes from an offset on as a word, the first lowest; those beyond the end are zero.
    @inline(__always)
    fileprivate func word(from offset: Int) -> UInt64 {
        word(at: offset, count: Swift.max(0, Swift.min(8, count &- offset)))
    }

    /// A text of up to eight bytes as a word; zero for a longer one.
    @inline(__always)
    func shortWord(_ range: TextRange) -> UInt64 {
        range.count <= 8 ? word(at: range.start, count: range.count) : 0
    }
}

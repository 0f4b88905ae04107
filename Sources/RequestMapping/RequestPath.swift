import FlatMemory

/// A request's path, taken apart and decoded, once and for all.
///
/// The gateway, the service behind it and this table must read a path alike, or a request is
/// allowed as one thing and served as another. Where programs are known to differ, the path is
/// therefore refused (RFC 3986 section 3.3 and 6.2.2 allow most of it):
///
/// - it does not begin with `/`, or holds a `#`, a space, a control byte or one beyond ASCII as such;
/// - segments `.` and `..`, empty segments but for a last one, `\`, `;` (path parameters);
/// - an escape that is none, of `/`, `\`, `;` (which some gateways decode as they send a path on) or
///   a control byte, or that gives an escape again (`%252e`);
/// - escaped text that is not UTF-8.
struct RequestPath: ~Copyable {
    /// LIMIT: segments of a path. Beyond it the path is refused.
    static let segmentCountMax = 64

    private static let unescapable = ByteSet("/", "\\", ";")

    /// Where the decoded segments lie in the facts' text, without slashes.
    private(set) var segments = FlatBuffer<TextRange>(capacity: segmentCountMax)
    /// Where the decoded path lies, slashes included.
    private(set) var whole = TextRange.empty

    /// Reads the path of the facts' target.
    ///
    /// - Returns: `false` if it is refused.
    /// - Complexity: O(bytes).
    mutating func read(_ facts: inout RequestFacts) -> Bool {
        segments.removeAll()
        let target = facts.target
        guard target.count > 0, facts.text[target.start] == UInt8(ascii: "/") else { return false }
        let first = facts.text.count
        var segment = first
        var offset = target.start
        while offset < target.end {
            let byte = facts.text[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "?"):
                return finish(first, segment, &facts)
            case UInt8(ascii: "/"):
                if offset > target.start + 1 {
                    guard end(segment, &facts) else { return false }
                }
                facts.append(byte)
                segment = facts.text.count
            case UInt8(ascii: "%"):
                guard offset + 2 <= target.end, let high = facts.text[offset].hexValue,
                    let low = facts.text[offset + 1].hexValue
                else { return false }
                offset += 2
                let decoded = high << 4 | low
                guard decoded >= 0x20, decoded != 0x7F, !Self.unescapable.contains(decoded)
                else { return false }
                facts.append(decoded)
            case 0...0x20, 0x7F...0xFF, UInt8(ascii: "#"), UInt8(ascii: "\\"), UInt8(ascii: ";"):
                return false
            default:
                facts.append(byte)
            }
        }
        return finish(first, segment, &facts)
    }

    private mutating func finish(
        _ first: Int, _ segment: Int, _ facts: inout RequestFacts
    ) -> Bool {
        whole = TextRange(start: first, count: facts.text.count - first)
        let last = TextRange(start: segment, count: facts.text.count - segment)
        guard isSound(last, facts), segments.count < Self.segmentCountMax else { return false }
        segments.append(last)
        return facts.isText(whole)
    }

    /// Ends a segment that is not the last, and so must not be empty.
    private mutating func end(_ start: Int, _ facts: inout RequestFacts) -> Bool {
        let segment = TextRange(start: start, count: facts.text.count - start)
        guard segment.count > 0, isSound(segment, facts),
            segments.count < Self.segmentCountMax
        else { return false }
        segments.append(segment)
        return true
    }

    /// Whether a decoded segment means the same to everybody.
    private func isSound(_ segment: TextRange, _ facts: borrowing RequestFacts) -> Bool {
        let dot = UInt8(ascii: ".")
        if segment.count <= 2, segment.count > 0,
            (segment.start..<segment.end).allSatisfy({ facts.text[$0] == dot })
        {
            return false
        }
        var offset = segment.start
        while offset + 2 < segment.end {
            if facts.text[offset] == UInt8(ascii: "%"), facts.text[offset + 1].hexValue != nil,
                facts.text[offset + 2].hexValue != nil
            {
                return false
            }
            offset += 1
        }
        return true
    }
}

extension UInt8 {
    /// What the byte is worth as a hexadecimal digit.
    var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}

import FlatMemory

extension Span where Element == UInt8 {
    /// Splits an ARN at its first five colons: `arn:partition:service:region:account:resource`.
    ///
    /// - Parameters:
    ///   - range: Where the ARN lies.
    ///   - parts: Receives the six parts; the sixth keeps all further colons. With fewer colons some
    ///     are overwritten and none means anything.
    /// - Returns: Whether there are six parts.
    /// - Complexity: O(range), eight bytes a step.
    package func splitARN(_ range: TextRange, into parts: inout InlineArray<6, TextRange>) -> Bool {
        var part = 0
        var start = range.start
        var offset = range.start
        while offset < range.end {
            var hits = word(at: offset, count: Swift.min(8, range.end &- offset))
                .bytes(equalTo: UInt8(ascii: ":"))
            while hits != 0 {
                let index = offset &+ hits.trailingZeroBitCount &>> 3
                hits &= hits &- 1
                parts[part] = TextRange(start: start, count: index &- start)
                start = index &+ 1
                part += 1
                if part == 5 {
                    parts[5] = TextRange(start: start, count: range.end &- start)
                    return true
                }
            }
            offset &+= 8
        }
        return false
    }
}

extension UInt8 {
    /// Whether this is one of 0–9.
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}

extension Span where Element == UInt8 {
    /// Splits an ARN at its first five colons: `arn:partition:service:region:account:resource`.
    ///
    /// - Parameters:
    ///   - range: Where the ARN lies.
    ///   - parts: Receives the six parts; the sixth keeps all further colons. With fewer colons some
    ///     are overwritten and none means anything.
    /// - Returns: Whether there are six parts.
    /// - Complexity: O(range), eight bytes a step.
    public func splitARN(
        _ range: TextRange, into parts: inout InlineArray<6, TextRange>
    ) -> Bool {
        let end = range.end
        precondition(end <= count && count <= UInt32.max, "text outside the bytes")
        var part = 0
        var start = range.start
        var offset = start
        while offset < end {
            var hits = word(at: offset, count: Swift.min(8, end &- offset))
                .bytes(equalTo: UInt8(ascii: ":"))
            while hits != 0 {
                let index = offset &+ hits.trailingZeroBitCount &>> 3
                hits &= hits &- 1
                parts[part] = TextRange(known: start, index &- start)
                start = index &+ 1
                part &+= 1
                if part == 5 {
                    parts[5] = TextRange(known: start, end &- start)
                    return true
                }
            }
            offset &+= 8
        }
        return false
    }

    /// What a stretch holds beside lower-case ASCII.
    ///
    /// - Complexity: O(range), eight bytes a step.
    public func letters(in range: TextRange) -> (isASCII: Bool, hasUpperCase: Bool) {
        var beyond: UInt64 = 0
        var upper: UInt64 = 0
        var offset = range.start
        while offset < range.end {
            let word = word(at: offset, count: Swift.min(8, range.end &- offset))
            beyond |= word
            upper |= word.upperCaseLetters
            offset &+= 8
        }
        return (beyond & 0x8080_8080_8080_8080 == 0, upper != 0)
    }
}

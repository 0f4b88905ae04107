extension Span where Element == UInt8 {
    /// Whether a stretch is exactly these bytes of ASCII.
    @inlinable
    @inline(__always)
    public func isWord(_ word: StaticString, at range: TextRange) -> Bool {
        range.count == word.utf8CodeUnitCount && begins(word, at: range)
    }

    /// Whether a stretch begins with these bytes of ASCII.
    @inlinable
    @inline(__always)
    public func begins(_ prefix: StaticString, at range: TextRange) -> Bool {
        let length = prefix.utf8CodeUnitCount
        guard range.count >= length else { return false }
        // SAFETY: a static string of ASCII has a pointer to its bytes, which live for ever.
        let bytes = unsafe Span(_unsafeStart: prefix.utf8Start, count: length)
        var offset = 0
        while offset < length {
            if self[range.start &+ offset] != bytes[offset] { return false }
            offset &+= 1
        }
        return true
    }

    /// Whether a stretch begins with these bytes of lower-case ASCII, in any case.
    public func begins(
        _ prefix: StaticString, at range: TextRange, ignoringCase: Bool
    ) -> Bool {
        let length = prefix.utf8CodeUnitCount
        guard range.count >= length else { return false }
        // SAFETY: a static string of ASCII has a pointer to its bytes, which live for ever.
        let bytes = unsafe Span(_unsafeStart: prefix.utf8Start, count: length)
        for offset in 0..<length where self[range.start + offset].lowercasedASCII != bytes[offset] {
            return false
        }
        return true
    }

    /// Whether two stretches of the same length differ at most in the case of A–Z.
    public func isEqualIgnoringCase(_ left: TextRange, _ right: TextRange) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count
        where self[left.start &+ offset].lowercasedASCII
            != self[right.start &+ offset].lowercasedASCII
        {
            return false
        }
        return true
    }

    /// Where a byte first stands in a stretch.
    ///
    /// - Complexity: O(range), eight bytes a step.
    @inlinable
    public func firstIndex(of byte: UInt8, in range: TextRange) -> Int? {
        precondition(range.end <= count, "text outside the bytes")
        var offset = range.start
        while offset &+ 8 <= range.end {
            // SAFETY: the word lies before the range's end, which lies in the span.
            let word = unsafe bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: offset, as: UInt64.self)
            let hits = word.bytes(equalTo: byte)
            if hits != 0 { return offset &+ hits.trailingZeroBitCount &>> 3 }
            offset &+= 8
        }
        let hits = word(at: offset, count: range.end &- offset).bytes(equalTo: byte)
        // Missing bytes are zero, which may be what is looked for.
        let index = offset &+ hits.trailingZeroBitCount &>> 3
        return hits != 0 && index < range.end ? index : nil
    }
}

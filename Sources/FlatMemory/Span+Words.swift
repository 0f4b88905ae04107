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
        for offset in 0..<length where self[range.start + offset].lowercased != bytes[offset] {
            return false
        }
        return true
    }

    /// Whether two stretches of the same length differ at most in the case of A–Z.
    public func isEqualIgnoringCase(_ left: TextRange, _ right: TextRange) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count
        where self[left.start &+ offset].lowercased != self[right.start &+ offset].lowercased {
            return false
        }
        return true
    }

    /// Where a byte first stands in a stretch.
    ///
    /// - Complexity: O(range), eight bytes a step.
    @inlinable
    public func firstIndex(of byte: UInt8, in range: TextRange) -> Int? {
        var offset = range.start
        while offset < range.end {
            let length = Swift.min(8, range.end &- offset)
            let hits = word(at: offset, count: length).bytes(equalTo: byte)
            if hits != 0 { return offset &+ hits.trailingZeroBitCount &>> 3 }
            offset &+= 8
        }
        return nil
    }
}

extension UInt8 {
    /// The byte with A–Z in lower case.
    fileprivate var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}

import Glibc

extension StaticString {
    /// The text's bytes, which live for ever.
    @inlinable
    @inline(__always)
    public var utf8: UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: self.utf8Start, count: self.utf8CodeUnitCount)
    }
}

extension Span<UInt8> {
    /// Whether the bytes are exactly the UTF-8 text of `text`.
    ///
    /// It is inlined, since with a literal it then takes a few instructions and no call.
    ///
    /// - Complexity: O(1) if the lengths differ, else O(n).
    @inlinable
    @inline(__always)
    public func equals(_ text: StaticString) -> Bool {
        guard self.count == text.utf8CodeUnitCount else { return false }
        // SAFETY: both sides have `count` bytes, as the guard has found.
        return unsafe self.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return true }
            return unsafe memcmp(base, text.utf8Start, bytes.count) == 0
        }
    }
}

extension [UInt8] {
    /// Adds a copy of the bytes at the end.
    package mutating func append(copying bytes: Span<UInt8>) {
        // SAFETY: the pointer is used during the call alone.
        unsafe bytes.withUnsafeBufferPointer { unsafe self.append(contentsOf: $0) }
    }
}

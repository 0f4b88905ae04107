import Glibc

extension Span<UInt8> {
    /// Whether the bytes are exactly the UTF-8 text of `text`.
    ///
    /// - Complexity: O(1) if the lengths differ, else O(n).
    package func equals(_ text: StaticString) -> Bool {
        guard text.hasPointerRepresentation, self.count == text.utf8CodeUnitCount else {
            return false
        }
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

    /// Adds the UTF-8 text at the end.
    package mutating func append(copying text: StaticString) {
        // SAFETY: the text is lent for the call alone, which for a static string is no matter.
        text.withUTF8Buffer { unsafe self.append(contentsOf: $0) }
    }
}

import Glibc

/// A run of bytes that is filled, emptied and filled again, millions of times.
///
/// It does what an array does, save that emptying it costs nothing and adding to it little more
/// than the copy: the memory is an array that never shrinks, and `count` says how much of it is in
/// use.
struct ByteArena: Sendable {
    /// How many bytes there are.
    private(set) var count = 0

    // INVARIANT (extent): `count <= memory.count`.
    private var memory: [UInt8] = []

    /// Adds a copy of the bytes at the end.
    mutating func append(_ bytes: Span<UInt8>) {
        // SAFETY: the pointer is used during the call alone.
        unsafe bytes.withUnsafeBytes { unsafe self.append($0) }
    }

    /// Adds the UTF-8 text at the end.
    mutating func append(_ text: String) {
        var text = text
        // SAFETY: as above.
        text.withUTF8 { unsafe self.append(UnsafeRawBufferPointer($0)) }
    }

    /// Forgets all bytes but keeps the memory.
    mutating func removeAll() {
        self.count = 0
    }

    /// A copy of some of the bytes, or rather a share in them.
    subscript(range: Range<Int>) -> ArraySlice<UInt8> {
        precondition(range.upperBound <= self.count)
        return self.memory[range]
    }

    /// Where this byte is first found; nil if nowhere.
    func firstIndex(of byte: UInt8) -> Int? {
        // SAFETY: (extent)
        unsafe self.memory.withUnsafeBytes { memory in
            guard self.count > 0, let base = memory.baseAddress,
                let found = unsafe memchr(base, Int32(byte), self.count)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// Whether some of the bytes are exactly this text.
    func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
        precondition(range.upperBound <= self.count)
        return self.memory.span.extracting(range).equals(text)
    }

    /// Lends the bytes, one after the other in memory.
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        // SAFETY: (extent)
        unsafe self.memory.withUnsafeBytes { unsafe body(.init(rebasing: $0[..<self.count])) }
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let end = self.count + bytes.count
        if end > self.memory.count {
            self.memory.append(
                contentsOf: repeatElement(
                    0, count: max(end, 64, self.memory.count * 2) - self.memory.count))
        }
        guard let source = bytes.baseAddress else { return }
        // SAFETY: (extent) there is room up to `end`, and the two can't overlap, since nobody else
        // can hold memory that is about to be written.
        unsafe self.memory.withUnsafeMutableBytes { memory in
            guard let base = memory.baseAddress else { return }
            unsafe (base + self.count).copyMemory(from: source, byteCount: bytes.count)
        }
        self.count = end
    }
}

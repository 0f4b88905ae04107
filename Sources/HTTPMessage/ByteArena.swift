import Glibc

/// A run of bytes that is filled, emptied and filled again, millions of times.
///
/// It does what an array does, save that emptying it costs nothing and adding to it little more
/// than the copy: the memory is an array that never shrinks, and `count` says how much of it is in
/// use.
public struct ByteArena: Sendable {
    /// Two runs of bytes in the arena, one right after the other.
    public struct Pair: Sendable {
        public let first: Range<Int>
        public let second: Range<Int>

        /// What stands before the bytes: the two lengths.
        @inlinable
        static var headByteCount: Int { 2 * MemoryLayout<UInt32>.size }

        @inlinable
        init(first: Range<Int>, second: Range<Int>) {
            self.first = first
            self.second = second
        }
    }

    /// How many bytes there are.
    public private(set) var count = 0

    // INVARIANT (extent): `count <= memory.count`.
    @usableFromInline private(set) var memory: [UInt8] = []

    /// Creates an arena without bytes.
    public init() {}

    /// Adds a copy of the bytes at the end.
    package mutating func append(_ bytes: Span<UInt8>) {
        let start = self.extend(by: bytes.count)
        // SAFETY: the pointers are used during the calls alone; (extent) there is room.
        unsafe self.memory.withUnsafeMutableBytes { memory in
            unsafe Self.copy(bytes, to: memory, at: start)
        }
    }

    /// Adds the UTF-8 text at the end.
    mutating func append(_ text: String) {
        var text = text
        // SAFETY: the pointer is used during the call alone.
        text.withUTF8 { unsafe self.append(Span(_unsafeElements: $0)) }
    }

    /// Adds the UTF-8 text at the end.
    mutating func append(_ text: StaticString) {
        // SAFETY: what a static string points to lives for ever.
        unsafe self.append(Span(_unsafeElements: text.utf8))
    }

    /// Adds two runs of bytes, and before them their lengths.
    mutating func appendPair(_ first: Span<UInt8>, _ second: Span<UInt8>) {
        precondition(max(first.count, second.count) <= UInt32.max, "too many bytes")
        let start = self.extend(by: Pair.headByteCount + first.count + second.count)
        // SAFETY: the pointers are used during the calls alone; (extent) there is room.
        unsafe self.memory.withUnsafeMutableBytes { memory in
            unsafe memory.storeBytes(
                of: UInt32(truncatingIfNeeded: first.count), toByteOffset: start, as: UInt32.self)
            unsafe memory.storeBytes(
                of: UInt32(truncatingIfNeeded: second.count), toByteOffset: start + 4,
                as: UInt32.self)
            unsafe Self.copy(first, to: memory, at: start + Pair.headByteCount)
            unsafe Self.copy(second, to: memory, at: start + Pair.headByteCount + first.count)
        }
    }

    /// The pair that was added when there were `start` bytes.
    @inlinable
    public func pair(at start: Int) -> Pair {
        precondition(start >= 0 && start + Pair.headByteCount <= self.count, "no pair at \(start)")
        // SAFETY: (extent) both numbers are within the bytes in use.
        return unsafe self.memory.withUnsafeBytes { memory in
            let first = unsafe memory.loadUnaligned(fromByteOffset: start, as: UInt32.self)
            let second = unsafe memory.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self)
            let middle = start + Pair.headByteCount + Int(first)
            precondition(middle + Int(second) <= self.count, "no pair at \(start)")
            return Pair(
                first: start + Pair.headByteCount..<middle, second: middle..<middle + Int(second))
        }
    }

    /// A copy of all bytes.
    package var bytes: [UInt8] { Array(self.memory[..<self.count]) }

    /// Forgets all bytes but keeps the memory, unless it is larger than this.
    package mutating func removeAll(capacityMax: Int = .max) {
        self.count = 0
        if self.memory.count > capacityMax {
            self.memory = []
        }
    }

    /// Takes back bytes that have been forgotten, as long as nothing was written over them.
    mutating func restore(count: Int) {
        precondition((0...self.memory.count).contains(count), "\(count) bytes were never here")
        self.count = count
    }

    /// Replaces all bytes by a copy of another arena's.
    mutating func replaceAll(by other: borrowing ByteArena) {
        self.removeAll()
        self.append(other.memory.span.extracting(first: other.count))
    }

    /// A copy of some of the bytes, or rather a share in them.
    package subscript(range: Range<Int>) -> ArraySlice<UInt8> {
        precondition(range.upperBound <= self.count)
        return self.memory[range]
    }

    /// Where this byte is first found; nil if nowhere.
    package func firstIndex(of byte: UInt8) -> Int? {
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
        return range.count == text.utf8CodeUnitCount
            && self.memory.span.extracting(range).equals(text)
    }

    /// Lends some of the bytes.
    func withSpan(_ range: Range<Int>, _ body: (Span<UInt8>) -> Void) {
        precondition(range.upperBound <= self.count)
        body(self.memory.span.extracting(range))
    }

    /// Lends all bytes.
    @inlinable
    public func withSpan<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(self.memory.span.extracting(first: self.count))
    }

    /// Makes room for more bytes and returns where they begin.
    private mutating func extend(by byteCount: Int) -> Int {
        let start = self.count
        let end = start + byteCount
        if end > self.memory.count {
            self.grow(to: end)
        }
        self.count = end
        return start
    }

    @inline(never)
    private mutating func grow(to end: Int) {
        let byteCount = max(end, 64, self.memory.count * 2)
        self.memory = Self.memory(byteCount, from: self.memory.span.extracting(first: self.count))
    }

    /// Larger memory that begins with these bytes. The rest is zero.
    private static func memory(_ byteCount: Int, from bytes: Span<UInt8>) -> [UInt8] {
        // SAFETY: all `byteCount` bytes are written, of which there are more than in `bytes`.
        unsafe Array(unsafeUninitializedCapacity: byteCount) { memory, count in
            let memory = UnsafeMutableRawBufferPointer(memory)
            guard let start = memory.baseAddress else { return }
            unsafe Self.copy(bytes, to: memory, at: 0)
            unsafe memset(start + bytes.count, 0, byteCount - bytes.count)
            count = byteCount
        }
    }

    /// Copies bytes over those of the memory.
    private static func copy(
        _ bytes: Span<UInt8>, to memory: UnsafeMutableRawBufferPointer, at start: Int
    ) {
        // SAFETY: (extent) the callers have made room. The two can't overlap, since nobody else
        // can hold memory that is about to be written.
        unsafe bytes.withUnsafeBytes { bytes in
            guard let source = bytes.baseAddress, let target = memory.baseAddress else { return }
            unsafe memcpy(target + start, source, bytes.count)
        }
    }
}

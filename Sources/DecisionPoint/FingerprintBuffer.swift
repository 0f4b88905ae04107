/// The memory of a ``FingerprintEncoder``: a copy of the key, and the message being written.
///
/// INVARIANT (extent): `key` addresses `wordCountMax + 1` elements and `message` addresses
/// `byteCountMax + slackByteCount` bytes, all initialized; `message` is aligned to words.
/// INVARIANT (lifetime): `init` allocates both and `deinit` frees them; nothing else does either.
/// INVARIANT (room): `byteCount` lies in `0...byteCountMax`, or is `tooLong`.
@safe
struct FingerprintBuffer: ~Copyable {
    /// LIMIT: bytes of a message, 16 KiB. Reading a request that long takes longer than deciding
    /// it, so that there is no use in remembering the decision.
    static var byteCountMax: Int { 16 << 10 }
    static var wordCountMax: Int { byteCountMax / 8 }

    /// Bytes behind the message, so that a copy in blocks may go too far.
    private static var slackByteCount: Int { blockByteCount }
    private static var blockByteCount: Int { 16 }
    /// Leaves no room, not even for nothing.
    private static var tooLong: Int { byteCountMax + 1 }

    private let key: UnsafeMutablePointer<UInt128>
    private let message: UnsafeMutableRawPointer
    private var byteCount = 0

    /// Creates an empty buffer.
    ///
    /// - Precondition: There are `wordCountMax + 1` key elements.
    init(key elements: [UInt128]) {
        precondition(elements.count == Self.wordCountMax + 1, "\(elements.count) key elements")
        unsafe key = .allocate(capacity: elements.count)
        for (index, element) in elements.enumerated() {
            // SAFETY: (extent) `index` is below the capacity allocated above.
            unsafe (key + index).initialize(to: element)
        }
        let capacity = Self.byteCountMax + Self.slackByteCount
        unsafe message = .allocate(byteCount: capacity, alignment: 16)
        // SAFETY: (extent) exactly what was allocated on the line above.
        unsafe message.initializeMemory(as: UInt8.self, repeating: 0, count: capacity)
    }

    deinit {
        // SAFETY: (lifetime) the only deallocations; numbers need no deinitialization.
        unsafe key.deallocate()
        unsafe message.deallocate()
    }

    /// Empties the message.
    @inline(__always)
    mutating func clear() { byteCount = 0 }

    /// Appends the bytes of a number, the lowest first.
    @inline(__always)
    mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
        let offset = byteCount
        guard takeRoom(MemoryLayout<Number>.size) else { return }
        // SAFETY: (room) the bytes lie within the message.
        unsafe message.storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self)
    }

    /// Appends `count` bytes from `start` on.
    ///
    /// - Precondition: They lie within `bytes`.
    @inline(__always)
    mutating func append(_ bytes: Span<UInt8>, at start: Int, count: Int) {
        precondition(
            start >= 0 && count >= 0 && start <= bytes.count &- count, "bytes out of range")
        let offset = byteCount
        guard takeRoom(count) else { return }
        let restCount = bytes.count &- start
        unsafe bytes.withUnsafeBytes { bytes in
            guard count > 0, let base = bytes.baseAddress else { return }
            // SAFETY: `start` was checked to lie in the span, and (room) `offset` in the message.
            let source = unsafe base + start
            let target = unsafe message + offset
            guard (count &+ 15) & ~15 <= restCount else {
                // SAFETY: both ranges were checked above.
                return unsafe target.copyMemory(from: source, byteCount: count)
            }
            // Whole blocks are faster than a call. What they copy too much is written over.
            var index = 0
            repeat {
                // SAFETY: the block lies within the span, as was just checked, and within the
                // message and its slack: (room) its first byte lies in the message.
                let block = unsafe source.loadUnaligned(
                    fromByteOffset: index, as: SIMD2<UInt64>.self)
                unsafe target.storeBytes(of: block, toByteOffset: index, as: SIMD2<UInt64>.self)
                index &+= Self.blockByteCount
            } while index < count
        }
    }

    /// The sum over all words of word times key element, and of the message's length plus one
    /// times the first key element. The last word is filled up with zeros.
    ///
    /// - Returns: `nil` if something didn't fit.
    /// - Complexity: O(n).
    @inline(__always)
    func sum() -> FingerprintSum? {
        guard byteCount <= Self.byteCountMax else { return nil }
        var sum = FingerprintSum()
        // SAFETY: (extent) a word behind the message still lies in its slack.
        unsafe message.storeBytes(of: 0, toByteOffset: byteCount, as: UInt64.self)
        // SAFETY: (extent) there is a first element, and as many others as a message has words.
        unsafe sum.add(UInt64(truncatingIfNeeded: byteCount &+ 1), times: key.pointee)
        let elements = unsafe UnsafeRawPointer(key + 1)
        var offset = 0
        while offset < byteCount {
            // SAFETY: (room) the word begins within the message, at a multiple of eight; its key
            // element begins at twice the offset.
            unsafe sum.add(
                message.load(fromByteOffset: offset, as: UInt64.self).littleEndian,
                times: elements.load(fromByteOffset: offset &<< 1, as: UInt128.self))
            offset &+= 8
        }
        return sum
    }

    /// Makes the message `count` bytes longer.
    ///
    /// - Returns: Whether there was room. If there was not, there is none from now on.
    @inline(__always)
    private mutating func takeRoom(_ count: Int) -> Bool {
        guard count <= Self.byteCountMax &- byteCount else {
            byteCount = Self.tooLong
            return false
        }
        byteCount &+= count
        return true
    }
}

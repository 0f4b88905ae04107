/// The memory of a ``FingerprintEncoder``: the message being written, and a copy of the key.
///
/// All of it is one piece, so that one address, moving on, finds the words of the message and of
/// the key:
///
///     message, 16 KiB | slack | words of the key | elements of the key
///
/// INVARIANT (extent): `memory` addresses `memoryByteCount` bytes, all initialized, laid out as
/// above; it is aligned to 16 bytes, as are the parts.
/// INVARIANT (lifetime): `init` allocates it and `deinit` frees it; nothing else does either.
/// INVARIANT (room): `byteCount` lies in `0...byteCountMax`, or is `tooLong`.
@safe
struct FingerprintBuffer: ~Copyable {
    /// LIMIT: bytes of a message, 16 KiB. Reading a request that long takes longer than deciding
    /// it, so that there is no use in remembering the decision.
    static var byteCountMax: Int { 16 << 10 }

    /// LIMIT: bytes that are copied in blocks. More are copied faster by a call.
    private static var blockCopyMax: Int { 64 }
    private static var blockByteCount: Int { 16 }

    /// Where the key's words lie. Between them and the message there is a block of slack, so that
    /// a copy in blocks and the zeros that fill up the last pair may go too far.
    private static var wordsOffset: Int { byteCountMax + blockByteCount }
    private static var elementsOffset: Int { wordsOffset + FingerprintKey.wordCount * 8 }
    private static var memoryByteCount: Int { elementsOffset + FingerprintKey.elementCount * 16 }

    /// Leaves no room, not even for nothing.
    private static var tooLong: Int { byteCountMax + 1 }

    private let memory: UnsafeMutableRawPointer
    private var byteCount = 0

    /// Creates an empty buffer.
    init(key: FingerprintKey) {
        precondition(key.words.count == FingerprintKey.wordCount, "\(key.words.count) key words")
        precondition(
            key.elements.count == FingerprintKey.elementCount,
            "\(key.elements.count) key elements")
        unsafe memory = .allocate(byteCount: Self.memoryByteCount, alignment: 16)
        // SAFETY: (extent) exactly what was allocated on the line above.
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: Self.memoryByteCount)
        for (index, word) in key.words.enumerated() {
            let offset = Self.wordsOffset + index * 8
            // SAFETY: (extent) there is room for as many words as a key has.
            unsafe memory.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
        }
        for (index, element) in key.elements.enumerated() {
            let offset = Self.elementsOffset + index * 16
            // SAFETY: (extent) there is room for as many elements as a key has.
            unsafe memory.storeBytes(of: element, toByteOffset: offset, as: UInt128.self)
        }
    }

    deinit {
        // SAFETY: (lifetime) the only deallocation; numbers need no deinitialization.
        unsafe memory.deallocate()
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
        unsafe memory.storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self)
    }

    /// Appends two bytes, the lower first, and then `count` bytes from `start` on.
    ///
    /// - Precondition: They lie within `bytes`.
    @inline(__always)
    mutating func append(_ header: UInt16, _ bytes: Span<UInt8>, at start: Int, count: Int) {
        precondition(
            start >= 0 && count >= 0 && start <= bytes.count &- count, "bytes out of range")
        let offset = byteCount
        guard takeRoom(count &+ 2) else { return }
        // SAFETY: (room) two bytes and `count` more lie within the message.
        unsafe memory.storeBytes(of: header.littleEndian, toByteOffset: offset, as: UInt16.self)
        let restCount = bytes.count &- start
        unsafe bytes.withUnsafeBytes { bytes in
            guard count > 0, let base = bytes.baseAddress else { return }
            // SAFETY: `start` was checked to lie in the span, and (room) the target in the message.
            let source = unsafe base + start
            let target = unsafe memory + (offset &+ 2)
            guard count <= Self.blockCopyMax && (count &+ 15) & ~15 <= restCount else {
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

    /// Both steps of the hash: the lanes, and the sum of their four words and the message's length
    /// plus one, each times its element of the key.
    ///
    /// - Returns: `nil` if something didn't fit.
    /// - Complexity: O(n).
    @inline(__always)
    func sum() -> FingerprintSum? {
        guard byteCount <= Self.byteCountMax else { return nil }
        let lanes = lanes()
        var sum = FingerprintSum()
        sum.add(UInt64(truncatingIfNeeded: byteCount &+ 1), times: element(0))
        sum.add(UInt64(truncatingIfNeeded: lanes.first), times: element(1))
        sum.add(UInt64(truncatingIfNeeded: lanes.first &>> 64), times: element(2))
        sum.add(UInt64(truncatingIfNeeded: lanes.second), times: element(3))
        sum.add(UInt64(truncatingIfNeeded: lanes.second &>> 64), times: element(4))
        return sum
    }

    /// The first step, over the message filled up with zeros to whole pairs of words.
    ///
    /// - Precondition: The message is not too long.
    @inline(__always)
    private func lanes() -> FingerprintLanes {
        var lanes = FingerprintLanes()
        // SAFETY: (room, extent) a block that begins behind the message still lies in its slack.
        unsafe memory.storeBytes(of: .zero, toByteOffset: byteCount, as: SIMD2<UInt64>.self)
        var pair = unsafe UnsafeRawPointer(memory)
        let end = unsafe pair + byteCount
        while unsafe pair < end {
            // SAFETY: (room) a pair that begins in the message ends in it or its slack; (extent)
            // the key has a word for each of a message's, and another pair for the second lane.
            unsafe lanes.add(
                Self.words(at: pair), key: Self.words(at: pair + Self.wordsOffset),
                nextKey: Self.words(at: pair + (Self.wordsOffset &+ 16)))
            unsafe pair += 16
        }
        return lanes
    }

    /// Two words.
    ///
    /// - Precondition: 16 bytes lie at the address, which is a multiple of eight.
    @inline(__always) @unsafe
    private static func words(at address: UnsafeRawPointer) -> SIMD2<UInt64> {
        // SAFETY: by the precondition.
        let (first, second) = unsafe (
            address.load(as: UInt64.self), address.load(fromByteOffset: 8, as: UInt64.self)
        )
        return SIMD2(first.littleEndian, second.littleEndian)
    }

    /// An element of the key.
    ///
    /// - Precondition: `index` lies in `0..<FingerprintKey.elementCount`.
    @inline(__always)
    private func element(_ index: Int) -> UInt128 {
        assert((0..<FingerprintKey.elementCount).contains(index))
        // SAFETY: (extent) all callers name an index that lies in the range.
        return unsafe memory.load(
            fromByteOffset: Self.elementsOffset &+ index &* 16, as: UInt128.self)
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

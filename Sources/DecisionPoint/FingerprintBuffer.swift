import CLanes
import FlatMemory

/// The memory of a ``FingerprintEncoder``: the message being written, and a copy of the key.
///
/// All of it is one piece:
///
///     message, 16 KiB | slack | pairs of words of the key | elements of the key
///
/// INVARIANT (extent): `memory` addresses `memoryByteCount` bytes, all initialized, laid out as
/// above; it is aligned to a block, as are the parts.
/// INVARIANT (lifetime): `init` allocates it and `deinit` frees it; nothing else does either.
/// INVARIANT (room): `byteCount` lies in `0...byteCountMax`, or is `tooLong`.
@safe
struct FingerprintBuffer: ~Copyable {
    /// LIMIT: bytes of a message, 16 KiB. Reading a request that long takes longer than deciding
    /// it, so that there is no use in remembering the decision.
    static var byteCountMax: Int { 16 << 10 }

    /// Bytes that the first step takes at once.
    static var blockByteCount: Int { Int(clanes_block_size) }

    /// LIMIT: bytes that are copied in pieces. More are copied faster by a call.
    private static var pieceCopyMax: Int { 64 }
    private static var pieceByteCount: Int { 16 }

    /// Where the key's words lie. Between them and the message there is a block of slack, so that
    /// a copy in pieces and the zeros that fill up the last block may go too far.
    private static var pairsOffset: Int { byteCountMax + blockByteCount }
    private static var elementsOffset: Int { pairsOffset + FingerprintKey.pairCount * 8 }
    private static var memoryByteCount: Int { elementsOffset + FingerprintKey.elementCount * 16 }

    /// Leaves no room, not even for nothing.
    private static var tooLong: Int { byteCountMax + 1 }

    private let memory: UnsafeMutableRawPointer
    private var byteCount = 0
    /// Whether the processor has wide instructions; the fingerprint is the same if not.
    private let isWide: Bool

    /// Creates an empty buffer.
    init(key: FingerprintKey, isWide: Bool) {
        precondition(key.pairs.count == FingerprintKey.pairCount, "\(key.pairs.count) key pairs")
        precondition(
            key.elements.count == FingerprintKey.elementCount,
            "\(key.elements.count) key elements")
        self.isWide = isWide
        unsafe memory = .allocate(
            byteCount: Self.memoryByteCount, alignment: Self.blockByteCount)
        // SAFETY: (extent) exactly what was allocated on the line above.
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: Self.memoryByteCount)
        for (index, pair) in key.pairs.enumerated() {
            let offset = Self.pairsOffset + index * 8
            // SAFETY: (extent) there is room for as many pairs as a key has.
            unsafe memory.storeBytes(of: pair.littleEndian, toByteOffset: offset, as: UInt64.self)
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
            guard count <= Self.pieceCopyMax && (count &+ 15) & ~15 <= restCount else {
                // SAFETY: both ranges were checked above.
                return unsafe target.copyMemory(from: source, byteCount: count)
            }
            // Whole pieces are faster than a call. What they copy too much is written over.
            var index = 0
            repeat {
                // SAFETY: the piece lies within the span, as was just checked, and within the
                // message and its slack: (room) its first byte lies in the message.
                let piece = unsafe source.loadUnaligned(
                    fromByteOffset: index, as: SIMD2<UInt64>.self)
                unsafe target.storeBytes(of: piece, toByteOffset: index, as: SIMD2<UInt64>.self)
                index &+= Self.pieceByteCount
            } while index < count
        }
    }

    /// Both steps of the hash: the lanes, and the sum of the message's length plus one and of the
    /// lanes, each times its element of the key.
    ///
    /// - Parameter rest: What follows, from the next whole block on. It is read where it lies.
    /// - Precondition: `rest` is empty, or at least a block long.
    /// - Returns: `nil` if something didn't fit.
    /// - Complexity: O(n).
    @inline(__always)
    mutating func fingerprint(_ rest: Span<UInt8>) -> Fingerprint? {
        precondition(rest.isEmpty || rest.count >= Self.blockByteCount, "the rest is too short")
        guard byteCount <= Self.byteCountMax else { return nil }
        // SAFETY: (room, extent) a block that begins behind the message still lies in its slack.
        unsafe memory.storeBytes(of: .zero, toByteOffset: byteCount, as: SIMD4<UInt64>.self)
        let blockCount = (byteCount &+ (Self.blockByteCount &- 1)) / Self.blockByteCount
        if !rest.isEmpty {
            byteCount = blockCount &* Self.blockByteCount
            guard takeRoom(rest.count) else { return nil }
        }
        let lanes = lanes(blockCount, rest)
        var sum = FingerprintSum()
        sum.add(UInt64(truncatingIfNeeded: byteCount &+ 1), times: element(0))
        sum.add(lanes.first, times: element(1))
        sum.add(lanes.second, times: element(2))
        sum.add(lanes.third, times: element(3))
        sum.add(lanes.fourth, times: element(4))
        return Fingerprint(
            value: sum.reduced,
            place: KeyedHash.mix(lanes.first &+ lanes.third, lanes.second &+ lanes.fourth))
    }

    /// The first step.
    ///
    /// - Precondition: The blocks of the message and the rest make up no more than `byteCountMax`;
    ///   the rest is empty, or at least a block long.
    @inline(__always)
    private func lanes(_ blockCount: Int, _ rest: Span<UInt8>) -> clanes {
        unsafe rest.withUnsafeBufferPointer { rest in
            // SAFETY: (extent) the blocks are the message's, the last with zeros in its slack; the
            // key has pairs for as many blocks as message and rest have, and three more. The span
            // is alive during the call. Nothing is written.
            unsafe clanes_sums(
                memory, blockCount, rest.baseAddress, rest.count, memory + Self.pairsOffset,
                isWide ? 1 : 0)
        }
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

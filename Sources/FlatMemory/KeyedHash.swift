/// A fast keyed hash for the index tables of compiled policies.
///
/// Pairs of words are folded with a full 64 by 64 bit multiplication, as wyhash does. Up to fifteen
/// bytes take one, without a branch for their number, which would often be guessed wrong. The key is drawn once
/// per process, so that nobody can prepare names that collide. A hash only ever finds a candidate:
/// every hit is compared literally, so that a collision costs time and never an answer.
@frozen
public struct KeyedHash: Sendable, Hashable, BitwiseCopyable {
    @usableFromInline let key: UInt64

    /// Creates a hash function from a key.
    @inlinable
    public init(key: UInt64) {
        self.key = key ^ 0x9E37_79B9_7F4A_7C15
    }

    /// The state before any word.
    @inlinable public var initial: UInt64 { key }

    /// Folds two words into one that depends on every bit of both.
    @inlinable
    @inline(__always)
    public static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// The state after sixteen more bytes, as two words.
    @inlinable
    @inline(__always)
    public func step(_ state: UInt64, _ low: UInt64, _ high: UInt64) -> UInt64 {
        KeyedHash.mix(low ^ 0xA076_1D64_78BD_642F ^ key, high ^ state)
    }

    /// The hash of a text from the state after its whole steps and its last, partial step.
    ///
    /// - Parameters:
    ///   - low: The first eight of the remaining zero to fifteen bytes, the first one lowest, missing
    ///     ones zero.
    ///   - high: The others.
    ///   - length: The text's length in bytes, so that texts of different length differ.
    @inlinable
    @inline(__always)
    public func finish(
        _ state: UInt64, _ low: UInt64, _ high: UInt64, length: Int
    ) -> UInt64 {
        let lengthWord = UInt64(truncatingIfNeeded: length) &* 0x9FB2_1C65_1E98_DF25
        return KeyedHash.mix(low ^ 0xE703_7ED1_A0B4_28DB ^ key, high ^ state ^ lengthWord)
    }

    /// Joins hashes of several parts, in order.
    @inlinable
    @inline(__always)
    public static func combine(_ left: UInt64, _ right: UInt64) -> UInt64 {
        mix(left ^ 0x8EBC_6AF0_9C88_C6E3, right ^ 0x5899_65CC_7537_4CC3)
    }

    /// The hash of `count` bytes of a span from `start` on.
    ///
    /// - Precondition: The range lies in the span.
    /// - Complexity: O(count).
    @inlinable
    public func hash(_ bytes: Span<UInt8>, at start: Int, count: Int) -> UInt64 {
        precondition(
            start >= 0 && count >= 0 && start <= bytes.count &- count, "text outside the bytes")
        var state = initial
        var index = start
        let end = start &+ count
        while index &+ 16 <= end {
            state = step(
                state, bytes.word(at: index, count: 8), bytes.word(at: index &+ 8, count: 8))
            index &+= 16
        }
        let left = end &- index
        return finish(
            state, bytes.word(at: index, count: Swift.min(left, 8)),
            left > 8 ? bytes.word(at: index &+ 8, count: left &- 8) : 0, length: count)
    }

    /// The hash of a whole array, for compiling.
    public func hash(_ bytes: [UInt8]) -> UInt64 {
        hash(bytes.span, at: 0, count: bytes.count)
    }
}

extension Span where Element == UInt8 {
    /// Up to eight bytes as a word, the first byte lowest, missing bytes zero.
    ///
    /// It is fastest where eight bytes more lie behind the stretch, as in a request's text.
    ///
    /// - Precondition: `offset..<offset + count` lies in the span, and `count` is at most 8.
    @inlinable
    @inline(__always)
    public func word(at offset: Int, count byteCount: Int) -> UInt64 {
        guard offset &+ 8 <= count, offset >= 0 else {
            return wordAtEnd(offset, count: byteCount)
        }
        // SAFETY: eight bytes from `offset` on were just checked to lie in the span, and bytes
        // have no padding.
        let word = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: offset, as: UInt64.self)
        let bits = UInt64(truncatingIfNeeded: byteCount) &* 8
        return byteCount >= 8 ? word : word & ((1 &<< bits) &- 1)
    }

    /// The same, byte by byte. Out of line, so that it costs nobody registers.
    @usableFromInline
    @inline(never)
    func wordAtEnd(_ offset: Int, count byteCount: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<byteCount {
            word |= UInt64(self[offset + index]) << UInt64(index * 8)
        }
        return word
    }
}

extension Span where Element == UInt8 {
    /// Whether two ranges, each of a text of its own, hold the same bytes.
    ///
    /// - Precondition: The ranges lie in their spans.
    /// - Complexity: O(length), eight bytes a step.
    @inlinable
    public func isEqual(_ range: TextRange, _ other: Span<UInt8>, _ otherRange: TextRange) -> Bool {
        let length = range.count
        guard length == otherRange.count else { return false }
        var offset = 0
        while offset &+ 8 < length {
            guard
                word(at: range.start &+ offset, count: 8)
                    == other.word(at: otherRange.start &+ offset, count: 8)
            else { return false }
            offset &+= 8
        }
        return word(at: range.start &+ offset, count: length &- offset)
            == other.word(at: otherRange.start &+ offset, count: length &- offset)
    }
}

extension UInt64 {
    /// Which of the eight bytes equal `byte`: the top bit of each that does, all other bits zero.
    @inlinable
    @inline(__always)
    public func bytes(equalTo byte: UInt8) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        let difference = self ^ (ones &* UInt64(byte))
        return ~(((difference & low) &+ low) | difference | low)
    }
}

/// The hashes of ever longer beginnings of one text, which is read once.
///
///     var prefix = PrefixHash(hash, start: 13)
///     prefix.hash(text, count: 5)       // the same as that of text from 13 to 18
///     prefix.hash(text, count: 16)
@frozen
public struct PrefixHash: BitwiseCopyable {
    @usableFromInline let hash: KeyedHash
    @usableFromInline let start: Int
    /// The state after whole steps, and the bytes in them.
    @usableFromInline var state: UInt64
    @usableFromInline var read = 0

    /// - Parameter start: Where the text begins.
    @inlinable
    @inline(__always)
    public init(_ hash: KeyedHash, start: Int) {
        self.hash = hash
        self.start = start
        state = hash.initial
    }

    /// The hash of the first `count` bytes, as ``KeyedHash/hash(_:at:count:)`` has it.
    ///
    /// - Precondition: They lie in the text, and are no fewer than the last time.
    @inlinable
    @inline(__always)
    public mutating func hash(_ text: borrowing FlatBuffer<UInt8>, count: Int) -> UInt64 {
        while read &+ 16 <= count {
            state = hash.step(
                state, text.word(at: start &+ read), text.word(at: start &+ read &+ 8))
            read &+= 16
        }
        let tail = text.words(at: start &+ read, count: count &- read)
        return hash.finish(state, tail.low, tail.high, length: count)
    }
}

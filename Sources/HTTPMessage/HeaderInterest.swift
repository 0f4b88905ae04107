/// Which header fields of its requests a handler may ask for.
///
/// A transport can drop all others as they come. It decides by the length of a name alone, which
/// takes two instructions: what it lets through in vain, it has to keep, and that is all the harm.
public struct HeaderInterest: Sendable, Hashable {
    /// Bit n stands for names of n bytes, the last bit for all names that are longer than that.
    @usableFromInline let lengths: UInt64

    /// Every field.
    package static let all = HeaderInterest(lengths: .max)

    /// The fields of these names, and those that can't be told from them.
    package init(_ names: [String]) {
        self.init(lengths: names.reduce(0) { $0 | Self.bit(forNameOf: $1.utf8.count) })
    }

    private init(lengths: UInt64) {
        self.lengths = lengths
    }

    /// Whether a field must be kept whose name has so many bytes.
    @inlinable
    public func includes(nameByteCount: Int) -> Bool {
        self.lengths & Self.bit(forNameOf: nameByteCount) != 0
    }

    @inlinable
    static func bit(forNameOf byteCount: Int) -> UInt64 {
        1 << UInt64(min(byteCount, UInt64.bitWidth - 1))
    }
}

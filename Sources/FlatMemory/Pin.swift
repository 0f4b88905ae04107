import Synchronization

/// Keeps the value that it is a member of in one place in memory.
///
/// The compiler lends a value by copying it to the stack if it knows all its bytes, however many
/// they are. An atomic number it may not copy, so a value with a pin is lent by its address. For
/// large noncopyable values that are lent several times for each decision, this is a good part of
/// the decision's time.
@frozen
public struct Pin: ~Copyable, Sendable {
    private let number = Atomic<UInt8>(0)

    /// A new pin.
    public init() {}
}

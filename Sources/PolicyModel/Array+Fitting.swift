extension Array {
    /// A copy without room for more elements, for arrays that are kept for long.
    ///
    /// An array that was appended to has up to twice the memory that it needs; a slice of the whole
    /// of it, made an array again, would be the same memory.
    ///
    /// - Complexity: O(n), a block move for plain values.
    @inlinable
    public var fitting: [Element] {
        var copy: [Element] = []
        copy.reserveCapacity(count)
        copy += self
        return copy
    }
}

extension [UInt8] {
    /// Copies bytes over those from `start` on, without changing the length.
    ///
    /// - Precondition: There is room for all of them.
    /// - Complexity: O(length of `bytes`), a block move.
    @inlinable
    public mutating func overwrite(at start: Int, with bytes: Span<UInt8>) {
        let length = bytes.count
        precondition(start >= 0 && start &+ length <= count, "no room for \(length) bytes")
        // SAFETY: the target has room, as just checked. Nobody else can hold memory that is about
        // to be written, so that source and target cannot overlap.
        unsafe bytes.withUnsafeBytes { source in
            unsafe withUnsafeMutableBytes { target in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                unsafe (to + start).copyMemory(from: from, byteCount: length)
            }
        }
    }
}

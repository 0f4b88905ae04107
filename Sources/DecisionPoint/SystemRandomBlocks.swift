import Glibc

/// The system's random numbers, fetched in blocks.
///
/// `SystemRandomNumberGenerator` asks the kernel for each number by itself. A fingerprint key has
/// two thousand, and a daemon that starts should not wait milliseconds for them.
package struct SystemRandomBlocks: RandomNumberGenerator {
    /// Numbers of a block: 256 bytes, the most that `getentropy` gives at once.
    private static var blockCount: Int { 32 }

    private var block: [UInt64] = []

    /// Creates a generator.
    package init() {}

    package mutating func next() -> UInt64 {
        if let number = block.popLast() { return number }
        block = [UInt64](repeating: 0, count: Self.blockCount)
        let isFilled = unsafe block.withUnsafeMutableBytes { bytes in
            // SAFETY: the buffer has as many bytes as are asked for.
            unsafe getentropy(bytes.baseAddress!, bytes.count) == 0
        }
        // Without the kernel's random numbers there are no secrets, and no cache to rely on them.
        precondition(isFilled, "the system has no random numbers")
        return block.removeLast()
    }
}

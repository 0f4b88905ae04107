import Glibc
import Synchronization

/// A fixed table of 64-bit words, in rows of sixteen, that any number of threads may read and write
/// without locks.
///
/// The table does not know what its words mean: the decision cache and the publishing cell give
/// them meaning. Raw memory stops here, behind an interface that no argument can misuse.
///
/// A row is two cache lines of 64 bytes, which processors tend to fetch together. Words of
/// different rows never share a line, so that threads that write to rows of their own do not slow
/// each other down.
///
/// INVARIANT (extent): `base` addresses exactly `rowMask + 1` rows, a power of two.
/// INVARIANT (lifetime): `init` maps the memory and `deinit` unmaps it; nothing else does either,
/// and the type is noncopyable, so there is one owner.
@safe
@frozen
public struct AtomicWords: ~Copyable, @unchecked Sendable {
    // SAFETY (Sendable): both properties are immutable, and every word behind the pointer is an
    // `Atomic`, so concurrent access is exactly as safe as the atomics themselves.
    @usableFromInline let base: UnsafeMutablePointer<Atomic<UInt64>>
    @usableFromInline let rowMask: Int

    /// Words of one row.
    @inlinable public static var rowWordCount: Int { 16 }

    /// Creates a table of `rowCount` rows, all words zero.
    ///
    /// Memory is taken from the kernel page by page when a row is first touched, in huge pages
    /// where the kernel has them: a look-up at a random place of 64 MB then takes two thirds of
    /// the time, since the processor knows the address.
    ///
    /// - Precondition: `rowCount` is a power of two, so that an index can be masked, not divided.
    /// - Returns: `nil` if the kernel has not that much memory to map.
    public init?(rowCount: Int) {
        precondition(
            rowCount > 0 && rowCount & (rowCount - 1) == 0,
            "row count \(rowCount) is not a power of two")
        let (byteCount, isTooLarge) = rowCount.multipliedReportingOverflow(by: 8 * 16)
        guard !isTooLarge else { return nil }
        // SAFETY: an anonymous mapping, where the kernel likes it, touches no other memory.
        let memory = unsafe mmap(
            nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { return nil }
        // SAFETY: advice about a mapping of our own, which a kernel may ignore.
        _ = unsafe madvise(memory, byteCount, MADV_HUGEPAGE)
        // SAFETY: fresh anonymous memory is zero and page-aligned, and `Atomic<UInt64>` has the
        // size, alignment and bit pattern of the word it holds: zero bytes are atomics holding 0.
        unsafe self.base = memory.bindMemory(
            to: Atomic<UInt64>.self, capacity: rowCount * AtomicWords.rowWordCount)
        self.rowMask = rowCount - 1
    }

    deinit {
        // SAFETY: (lifetime) the only unmapping, of exactly what `init` mapped; words hold nothing
        // that would need to be destroyed.
        _ = unsafe munmap(base, byteCount)
    }

    /// The number of rows.
    @inlinable public var rowCount: Int { rowMask + 1 }

    /// Size of the table in bytes, touched or not.
    @inlinable public var byteCount: Int { (rowMask + 1) * 8 * AtomicWords.rowWordCount }

    /// Gives `body` the row that `hash` selects.
    ///
    /// - Parameter hash: Any value; its low bits select the row.
    @inlinable
    @inline(__always)
    public borrowing func withRow<Result>(
        _ hash: UInt64, _ body: (borrowing Row) -> Result
    ) -> Result {
        let index = Int(truncatingIfNeeded: hash) & rowMask
        // SAFETY: (extent) masking keeps the index within `0...rowMask`. (lifetime) the row is only
        // lent: it cannot be copied out of `body`, during which the table is borrowed.
        return unsafe body(Row(base: base + index &* AtomicWords.rowWordCount))
    }

    /// One row of the table, lent for the time of a call.
    ///
    /// INVARIANT (row): `base` addresses `rowWordCount` words of a table that is alive.
    @safe
    @frozen
    public struct Row: ~Copyable {
        @usableFromInline let base: UnsafeMutablePointer<Atomic<UInt64>>

        @inlinable
        @inline(__always)
        init(base: UnsafeMutablePointer<Atomic<UInt64>>) {
            unsafe self.base = unsafe base
        }

        /// The atomic word at a place of the row.
        ///
        /// - Parameter place: Any value, of which the lowest four bits count.
        @inlinable
        public subscript(place: Int) -> Atomic<UInt64> {
            // SAFETY: (row) masking keeps the place within the row, and the word is lent no longer
            // than the row is.
            @inline(__always) unsafeAddress { unsafe UnsafePointer(base + (place & 15)) }
        }
    }
}

import Synchronization

/// Numbers that one thread counts and any other may read.
///
/// Counting is an addition and no locked one, and the numbers have memory to themselves, so that
/// threads that count don't slow each other down.
///
/// What the places mean, their owner says.
public final class LoopNumbers: Sendable {
    @usableFromInline let words: AtomicWords

    /// Creates numbers, all zero.
    ///
    /// - Parameter countMin: How many there are at least.
    package init(countMin: Int) {
        var rowCount = 1
        while rowCount * AtomicWords.rowWordCount < countMin { rowCount *= 2 }
        guard let words = AtomicWords(rowCount: rowCount) else {
            preconditionFailure("no memory for \(countMin) counters")
        }
        self.words = words
    }

    /// Adds to a number. Only for the thread that owns the numbers.
    ///
    /// - Parameter place: Below the count that was asked for.
    @inlinable
    @inline(__always)
    public func add(_ count: UInt64 = 1, at place: Int) {
        words.withRow(UInt64(truncatingIfNeeded: place >> 4)) { row in
            row[place].store(row[place].load(ordering: .relaxed) &+ count, ordering: .relaxed)
        }
    }

    /// Replaces a number. Only for the thread that owns the numbers.
    @inlinable
    @inline(__always)
    public func set(_ value: UInt64, at place: Int) {
        words.withRow(UInt64(truncatingIfNeeded: place >> 4)) {
            $0[place].store(value, ordering: .relaxed)
        }
    }

    /// A number. Safe from any thread.
    @inlinable
    public subscript(place: Int) -> UInt64 {
        words.withRow(UInt64(truncatingIfNeeded: place >> 4)) {
            $0[place].load(ordering: .relaxed)
        }
    }
}

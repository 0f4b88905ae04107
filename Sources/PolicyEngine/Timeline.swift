/// When the passing of time alone can change what a statement set says.
///
/// Between two instants of a timeline every condition on the clock keeps its answer, so that a
/// decision made there stays right until the next one. The clock is that of `aws:CurrentTime` and
/// `aws:EpochTime`, single-valued, in whole seconds.
package struct Timeline: Sendable, Hashable {
    // LIMIT: before it, an epoch time of four digits reads as a year; from the year 10000 on, the
    // current time reads as no date at all. Out there every second is a change.
    /// The seconds within which the clock's texts read as the instants they mean.
    package static let orderlySeconds: Range<Int64> = 10_000..<253_402_300_800

    /// The first seconds of new answers, in order, each once.
    package let instants: [Int64]

    /// Whether the clock is read as text, by a string operator or a variable, so that every second
    /// may bring another answer.
    package let isOpaque: Bool

    /// A timeline of instants in any order.
    package init(instants: [Int64] = [], isOpaque: Bool = false) {
        self.instants = instants.isEmpty ? [] : Set(instants).sorted()
        self.isOpaque = isOpaque
    }

    /// Since when the set has said what it says at `epochSeconds`, or `nil` if it always has.
    ///
    /// Between that second and the next change no answer changes, so it stands for the time in
    /// all that was decided since.
    ///
    /// - Complexity: O(log instants).
    package func lastChange(notAfter epochSeconds: Int64) -> Int64? {
        if instants.isEmpty, !isOpaque { return nil }
        if isOpaque || !Self.orderlySeconds.contains(epochSeconds) { return epochSeconds }
        let count = countOfInstants(notAfter: epochSeconds)
        return count > 0 ? instants[count - 1] : Self.orderlySeconds.lowerBound
    }

    /// The first second after `epochSeconds` at which the set may say something else, or `nil` if
    /// it never will.
    ///
    /// - Complexity: O(log instants).
    package func nextChange(after epochSeconds: Int64) -> Int64? {
        if instants.isEmpty, !isOpaque { return nil }
        if isOpaque || !Self.orderlySeconds.contains(epochSeconds) {
            let (next, isBeyond) = epochSeconds.addingReportingOverflow(1)
            return isBeyond ? nil : next
        }
        let count = countOfInstants(notAfter: epochSeconds)
        return count < instants.count ? instants[count] : Self.orderlySeconds.upperBound
    }

    private func countOfInstants(notAfter epochSeconds: Int64) -> Int {
        var low = 0
        var high = instants.count
        while low < high {
            let middle = (low + high) / 2
            if instants[middle] > epochSeconds { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension CompiledCondition.Order {
    /// The whole seconds at which a clock begins to compare otherwise with a point in time.
    ///
    /// - Parameters:
    ///   - floor: The last whole second that is not after the point.
    ///   - ceiling: The first whole second that is not before it.
    func changes(floor: Int64, ceiling: Int64) -> [Int64] {
        let (after, isBeyond) = floor.addingReportingOverflow(1)
        let behind = isBeyond ? [] : [after]
        return switch self {
        case .less, .greaterOrEqual: [ceiling]
        case .lessOrEqual, .greater: behind
        case .equal: [ceiling] + behind
        }
    }
}

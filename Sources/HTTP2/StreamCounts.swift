import LockFree

/// What has happened to the streams of one event loop since it began. The loop counts, and any
/// thread may read.
package final class StreamCounts: Sendable {
    /// What is counted.
    package enum Event: Int, Sendable, Hashable, CaseIterable {
        /// A client has opened a stream.
        case opened
        /// A stream was turned away at once, since there was no slot.
        case turnedAway
        /// A response was begun, that of a refusal included.
        case answered
    }

    private static let refusalPlace = 3
    private static let faultPlace = refusalPlace + Refusal.allCases.count

    // It is used several times a request: a reference that never changes takes no check.
    private let numbers = LoopNumbers(
        countMin: faultPlace + ConnectionFault.allCases.count)

    /// Creates counts at zero.
    init() {}

    /// Counts an event.
    @inline(__always)
    func count(_ event: Event) { numbers.add(at: event.rawValue) }

    /// Counts a request that the transport has refused.
    func count(_ refusal: Refusal) {
        numbers.add(at: Self.refusalPlace + Int(refusal.rawValue))
    }

    /// Counts a connection that was ended.
    func count(_ fault: ConnectionFault) {
        numbers.add(at: Self.faultPlace + Int(fault.rawValue))
    }

    /// How many connections were ended for a fault.
    package func count(of fault: ConnectionFault) -> UInt64 {
        numbers[Self.faultPlace + Int(fault.rawValue)]
    }

    /// How often something has happened.
    package func count(of event: Event) -> UInt64 { numbers[event.rawValue] }

    /// How many requests were refused for a reason.
    package func count(of refusal: Refusal) -> UInt64 {
        numbers[Self.refusalPlace + Int(refusal.rawValue)]
    }
}

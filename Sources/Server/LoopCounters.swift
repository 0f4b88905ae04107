import HTTP2
import LockFree

/// What one event loop has done, for other threads to read.
package final class LoopCounters: Sendable {
    /// Numbers, one by one.
    package enum Number: Int, Sendable, Hashable, CaseIterable {
        /// Connections that were accepted and are served, or were.
        case acceptedConnections
        /// Connections that were accepted and closed at once, since there are too many.
        case excessConnections
        /// Times that no connection could be accepted for want of files or memory.
        case failedAccepts
        /// Connections there are.
        case openConnections
        /// Streams there are.
        case openStreams
        /// Streams there are whose requests wait for an answer to be possible.
        case waitingStreams
        /// Bytes of bodies of open streams.
        case bufferedBytes
        /// Responses whose latency has been counted.
        case timedResponses
        /// Connections that were ended since they had not said what they speak.
        case silentConnections
        /// Connections that were ended since nothing happened on them.
        case idleConnections
        /// Connections that were ended for their age.
        case agedConnections
        /// Connections that were ended since their clients did not read.
        case stalledConnections
        /// Connections whose clients speak no version of TLS that we do.
        case tlsVersionFailures
        /// Connections whose clients do not offer HTTP/2 over TLS.
        case tlsProtocolFailures
        /// Connections whose clients' certificates are missing, not trusted, or without clear name.
        case tlsCertificateFailures
        /// Connections whose TLS has failed otherwise.
        case tlsOtherFailures
        /// Turns at whose end the loop was falling behind.
        case strainedTurns
    }

    /// How long requests took.
    package let latency = LatencyCounters()

    /// What has happened to streams.
    package let streams: StreamCounts

    private let numbers = LoopNumbers(countMin: Number.allCases.count)

    /// Creates counters at zero.
    ///
    /// - Parameter streams: Those of the loop's pool.
    init(streams: StreamCounts) { self.streams = streams }

    /// A number; what there is at a time is that of the end of the loop's last turn.
    package subscript(number: Number) -> UInt64 { numbers[number.rawValue] }

    /// Counts one more. Only for the loop that owns the counters.
    func count(_ number: Number) { numbers.add(at: number.rawValue) }

    /// Shows what there is at the end of a turn, and how long its answers took. Only for the loop
    /// that owns the counters.
    ///
    func show(_ pool: StreamPool, connectionCount: Int, turnDuration: Duration) {
        let answered = streams.count(of: .answered)
        let fresh = answered &- self[.timedResponses]
        if fresh > 0 {
            latency.count(fresh, took: turnDuration)
            set(.timedResponses, answered)
        }
        set(.openConnections, UInt64(connectionCount))
        set(.openStreams, UInt64(pool.openCount))
        set(.waitingStreams, UInt64(pool.waitingStreamCount))
        set(.bufferedBytes, UInt64(pool.heldByteCount))
    }

    private func set(_ number: Number, _ value: UInt64) { numbers.set(value, at: number.rawValue) }
}

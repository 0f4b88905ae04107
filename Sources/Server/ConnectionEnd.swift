/// Why a connection was ended that has not broken the protocol.
package enum ConnectionEnd: Sendable, Hashable, CaseIterable {
    /// It has not said that it speaks HTTP/2.
    case silent
    /// Nothing has happened on it for long.
    case idle
    /// It has become as old as connections may.
    case aged
    /// The client does not read.
    case stalled

    /// Where it is counted.
    package var number: LoopCounters.Number {
        switch self {
        case .silent: .silentConnections
        case .idle: .idleConnections
        case .aged: .agedConnections
        case .stalled: .stalledConnections
        }
    }
}

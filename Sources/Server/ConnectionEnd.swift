import TLS

/// Why a connection was ended that has not broken the protocol of HTTP/2.
package enum ConnectionEnd: String, Sendable, Hashable, CaseIterable {
    /// It has not said that it speaks HTTP/2.
    case silent
    /// Nothing has happened on it for long.
    case idle
    /// It has become as old as connections may.
    case aged
    /// The client does not read.
    case stalled
    /// It speaks no version of TLS that we do.
    case tlsVersion
    /// It does not offer HTTP/2 over TLS.
    case tlsProtocol
    /// Its certificate is missing, not trusted, or has no clear name.
    case tlsCertificate
    /// TLS has failed for another reason; perhaps it is none.
    case tlsOther

    /// Ends a connection whose TLS has failed.
    init(_ failure: TLSFailure) {
        switch failure {
        case .version: self = .tlsVersion
        case .applicationProtocol: self = .tlsProtocol
        case .certificate: self = .tlsCertificate
        case .other: self = .tlsOther
        }
    }

    /// Where it is counted.
    package var number: LoopCounters.Number {
        switch self {
        case .silent: .silentConnections
        case .idle: .idleConnections
        case .aged: .agedConnections
        case .stalled: .stalledConnections
        case .tlsVersion: .tlsVersionFailures
        case .tlsProtocol: .tlsProtocolFailures
        case .tlsCertificate: .tlsCertificateFailures
        case .tlsOther: .tlsOtherFailures
        }
    }
}

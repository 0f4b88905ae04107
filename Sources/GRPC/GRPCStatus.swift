/// How a call over gRPC has ended (grpc/grpc `doc/statuscodes.md`).
package enum GRPCStatus: Int, Sendable, Hashable {
    case ok = 0
    case invalidArgument = 3
    case deadlineExceeded = 4
    case notFound = 5
    case resourceExhausted = 8
    case unimplemented = 12
    case `internal` = 13
    case unavailable = 14
}

/// A call that fails, and what its client is told.
package struct GRPCFailure: Error, Sendable, Hashable {
    /// How it ends.
    package let status: GRPCStatus
    /// Why, in words.
    package let message: String

    /// Creates a failure.
    package init(_ status: GRPCStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}

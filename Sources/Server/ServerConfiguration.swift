import EventLoop
import HTTP2
import TLS

/// What a server is to do.
package struct ServerConfiguration: Sendable {
    /// Where to listen; at least one address.
    package var addresses: [ListenAddress]

    /// How many event loops share the work, each with a thread of its own; at least one.
    package var workerCount: Int

    /// What is shown at the addresses with TLS; needed if there are any.
    package var identities: TLSIdentityStore?

    /// What clients may ask of the server.
    package var limits: ServerLimits

    /// Creates a configuration.
    ///
    /// - Parameters:
    ///   - addresses: By default port 8180 of this machine alone.
    ///   - workerCount: By default one for each processor.
    package init(
        addresses: [ListenAddress] = [.tcp(host: "127.0.0.1", port: 8180)],
        workerCount: Int = ProcessResources.processorCount, limits: ServerLimits = ServerLimits()
    ) {
        precondition(!addresses.isEmpty, "a server that listens nowhere")
        precondition(workerCount > 0, "\(workerCount) workers")
        self.addresses = addresses
        self.workerCount = workerCount
        self.limits = limits
    }
}

/// What clients may ask of a server, and how long it waits for them.
package struct ServerLimits: Sendable {
    /// The limits of a single connection's requests.
    package var http2 = HTTP2Limits()

    /// LIMIT: connections of one worker. At some 14 KB each, 230 MB. Further ones are accepted and
    /// closed, which tells a client more than being left in the queue.
    package var connectionCountMax = 16 * 1024

    /// LIMIT: how long a connection may rest without a byte and without an open stream. Longer than
    /// the pauses of a client that means to go on; shorter than NAT tables forget.
    package var idleDurationMax: Duration = .seconds(300)

    /// LIMIT: how old a connection may become, give or take a tenth; zero for any age. Its client is
    /// then asked to open another, which may come to another worker or another daemon. Often enough
    /// to follow a fleet that changes by the hour, and no burden.
    package var connectionAge: Duration = .seconds(3_600)

    /// LIMIT: how long a client may take to say that it speaks HTTP/2.
    package var handshakeDurationMax: Duration = .seconds(10)

    /// LIMIT: how long output may wait for a client that does not read.
    package var stallDurationMax: Duration = .seconds(10)

    /// LIMIT: how long we wait, after our last byte, for the client to close. Closing earlier
    /// could destroy that byte on its way, if the client is still sending (RFC 9112 section 9.6).
    package var lingerDurationMax: Duration = .seconds(1)

    /// LIMIT: bytes that are thrown away meanwhile. Who sends more is not about to read.
    package var lingerByteCountMax = 1024 * 1024

    /// LIMIT: how long a client may take to confirm that it has heard of the end, before the last
    /// stream is fixed without that.
    package var drainConfirmDurationMax: Duration = .seconds(1)

    /// Whether another process may listen at the same TCP ports, before this one starts and after it
    /// stops, so that one can take the other's place without losing a connection.
    package var handsPortsOver = false

    /// LIMIT: how long connections that are being made when a stop begins may take, if ports are
    /// handed over. Their clients send again after a second what has been lost to somebody who no
    /// longer listens; until then it must be over.
    package var handOverDuration: Duration = .milliseconds(250)

    /// LIMIT: how long a stop may take. What is not done then is cut off. Service managers and
    /// container runtimes kill after 10 s or more.
    package var drainDurationMax: Duration = .seconds(5)

    /// How often the other durations are checked, so how far off each may be.
    package var sweepMilliseconds: Int32 = 250

    /// The limits that the daemon uses.
    package init() {}
}

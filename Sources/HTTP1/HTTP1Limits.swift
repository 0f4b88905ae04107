/// What clients of the admin plane may ask of it, and how long it waits for them.
package struct HTTP1Limits: Sendable {
    /// LIMIT: bytes of a request's target and header fields, each field counted as name, value and
    /// 4 bytes. A signed request with a session token needs 4 KB; what else a query holds had
    /// better go into the body. Beyond it the answer is 431.
    package var headByteCountMax = 32 * 1024

    /// LIMIT: header fields of one request. Proxies that pass on a browser's fields send about 30.
    /// Beyond it the answer is 431.
    package var headerCountMax = 64

    /// LIMIT: bytes of one request's body. The largest policy document, escaped for a form, is well
    /// below. Beyond it the answer is 413.
    package var bodyByteCountMax = 1024 * 1024

    /// LIMIT: bytes of a body that are still read, and thrown away, once the request is refused,
    /// so that the client gets to read why. Then the connection is closed.
    package var discardedByteCountMax = 8 * 1024 * 1024

    /// LIMIT: connections at a time. They are people's and scripts', not a service's. Further ones
    /// are accepted and closed, which tells a client more than being left in the queue.
    package var connectionCountMax = 100

    /// LIMIT: how long a connection may be silent. Whole seconds count, and at least one.
    package var idleDurationMax: Duration = .seconds(30)

    /// LIMIT: how long a connection may go without a complete request and answer. Whoever sends
    /// byte after byte, but never a request, holds a place no longer than this.
    package var exchangeDurationMax: Duration = .seconds(60)

    /// LIMIT: how long a stop waits for the requests in flight.
    package var drainDurationMax: Duration = .seconds(5)

    /// How often durations are checked, so how far off they may be.
    package var sweepMilliseconds: Int32 = 250

    /// The limits that the daemon uses.
    package init() {}

    /// LIMIT: memory that libmicrohttpd may use for one connection: a head twice as long as we
    /// accept, so that mostly we get to say what is wrong with it, and the head of an answer.
    var connectionByteCountMax: Int { 2 * self.headByteCountMax + 32 * 1024 }

    /// The silence that libmicrohttpd is told of; it knows 0 as no limit.
    var idleSecondsMax: UInt32 { UInt32(clamping: max(1, self.idleDurationMax.components.seconds)) }
}

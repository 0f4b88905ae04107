/// Finds out whether an event loop falls behind, so that it can turn requests away while that is
/// still cheap.
///
/// A loop answers all that has come in one turn, so how long a turn takes is how long a client waits
/// whose request comes meanwhile; and streams that stay open are clients who dawdle.
struct LoadGauge {
    /// LIMIT: a turn that takes longer is a slow one. A quarter of a second is some 200,000 requests; a
    /// loop with fewer in flight never gets there.
    static let turnDurationMax: Duration = .milliseconds(250)
    /// LIMIT: slow turns in a row that mean that the loop falls behind. One alone may be the work of
    /// whoever else uses the processor.
    static let slowTurnCountMax = 4
    /// LIMIT: turns have to be shorter than this before the loop has caught up, lest it change its
    /// mind with every turn.
    static let turnDurationCalm: Duration = .milliseconds(100)

    private var slowTurnCount = 0
    /// Whether the loop falls behind.
    private(set) var isStrained = false

    /// Takes another turn into account.
    ///
    /// - Parameters:
    ///   - openStreamCount: Streams that are open at its end.
    ///   - openStreamCountMax: As many as there may be.
    mutating func turnDidEnd(
        took duration: Duration, openStreamCount: Int, openStreamCountMax: Int
    ) {
        let bound = self.isStrained ? Self.turnDurationCalm : Self.turnDurationMax
        self.slowTurnCount = duration > bound ? self.slowTurnCount &+ 1 : 0
        let isSlow = self.slowTurnCount >= Self.slowTurnCountMax
        let isFull = openStreamCount > openStreamCountMax / (self.isStrained ? 4 : 2)
        self.isStrained = isSlow || isFull
    }
}

/// How many bytes a connection may have read in one turn.
enum ReadShare {
    /// LIMIT: bytes read in one turn, about a millisecond or two of work, so that one that sends
    /// little does not wait for all that others send.
    static let turnByteCountMax = 512 * 1024
    /// LIMIT: what each connection is granted however many there are: some ten requests.
    static let byteCountMin = 4 * 1024

    /// - Parameters:
    ///   - readyCount: Connections that have sent something, at least one.
    ///   - byteCountMax: As much as can be read at a time.
    static func byteCount(readyCount: Int, byteCountMax: Int) -> Int {
        min(byteCountMax, max(Self.byteCountMin, Self.turnByteCountMax / max(1, readyCount)))
    }
}

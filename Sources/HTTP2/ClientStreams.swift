/// What a client has done with its latest streams, as told by its frames alone.
///
/// libnghttp2 forgets a stream when it closes, and then takes frames for it with patience, as it
/// must if it was us who gave the stream up. But a client that goes on with a stream it has ended
/// itself, or that takes a number it has passed over, breaks the protocol (RFC 9113 sections 5.1
/// and 5.1.1), and that is to be told apart.
///
/// INVARIANT (window): for each stream that can be opened from `highest - 510` to `highest`, the
/// bit at half its number, modulo 256, says in `opened` whether it was opened, and in `ended`
/// whether the client has ended it.
struct ClientStreams {
    /// What is known of a stream.
    enum State: Sendable, Hashable {
        /// The client has not come to it yet.
        case idle
        /// The client may go on sending.
        case open
        /// The client has sent all, or given the stream up.
        case ended
        /// The client has opened a later stream, and this one never.
        case skipped
        /// Too long ago to tell.
        case forgotten
    }

    /// LIMIT: as many streams are remembered as a client may have open at a time.
    private static let windowCount: UInt32 = 256

    /// The highest number of a stream that was opened.
    private(set) var highest: UInt32 = 0
    private var opened = Bits256()
    private var ended = Bits256()

    /// - Parameter stream: An odd number, as all streams of clients have.
    func state(of stream: UInt32) -> State {
        if stream > self.highest { return .idle }
        if self.highest - stream >= 2 * Self.windowCount { return .forgotten }
        let place = stream >> 1
        if self.ended[place] { return .ended }
        return self.opened[place] ? .open : .skipped
    }

    /// - Precondition: The stream is idle.
    mutating func open(_ stream: UInt32, isEnd: Bool) {
        let place = stream >> 1
        let next = (self.highest &+ 1) >> 1
        if place != next {
            // However many are left out, each bit is cleared once at most.
            for skipped in 0..<min(place - next, Self.windowCount) {
                self.opened[next + skipped] = false
                self.ended[next + skipped] = false
            }
        }
        self.opened[place] = true
        self.ended[place] = isEnd
        self.highest = stream
    }

    /// - Precondition: The stream is neither idle nor forgotten.
    mutating func end(_ stream: UInt32) {
        self.ended[stream >> 1] = true
    }
}

/// 256 bits, reached modulo 256.
private struct Bits256 {
    private var words = InlineArray<4, UInt64>(repeating: 0)

    subscript(place: UInt32) -> Bool {
        @inline(__always) get {
            self.words[Int(place >> 6 & 3)] >> UInt64(place & 63) & 1 != 0
        }
        @inline(__always) set {
            let bit: UInt64 = 1 << UInt64(place & 63)
            let word = Int(place >> 6 & 3)
            self.words[word] = newValue ? self.words[word] | bit : self.words[word] & ~bit
        }
    }
}

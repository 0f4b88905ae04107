/// Looks at the head of each frame before libnghttp2 does, and stops what libnghttp2 lets pass.
///
/// That is, first, what RFC 9113 forbids and libnghttp2 is patient with: frames on streams that the
/// client has ended, or passed over; streams that depend on themselves; padding without a length.
/// And second, frames that are allowed but useless in such numbers: each takes a token of a bucket
/// that fills with time and with requests.
///
/// It sees heads only, never what requests say, and takes the client's word alone: what we have sent
/// makes no difference to what a client may send, up to what it can't know yet.
struct FrameInspector {
    /// Where and why not to go on.
    struct Stop {
        /// How many of the bytes come before the frame in question.
        let acceptedCount: Int
        /// How many have been looked at.
        let inspectedCount: Int
        let reason: Reason
    }

    enum Reason {
        case fault(ConnectionFault)
        /// A fault as well, unless this stream is open.
        case unlessOpen(UInt32)
    }

    static let continuationType: UInt8 = 9

    private(set) var streams = ClientStreams()
    /// Bytes of a head, when they do not come together.
    private var headWord: UInt64 = 0
    private var headByteCount = 0
    /// What of the current frame is still to come. The preface counts as a frame.
    private var payloadByteCount = 24
    /// The stream whose header block goes on in CONTINUATION frames, and how many there were.
    private var blockStream: UInt32?
    private var continuationCount = 0
    /// The stream of a frame with a dependency, what of the latter has come, and what has not.
    private var dependentStream: UInt32 = 0
    private var dependency: UInt32 = 0
    private var dependencyByteCount = 0
    /// When the current frame, or header block, began.
    private var beganAt: Duration
    private var resets: TokenBucket
    private var useless: TokenBucket
    private let limits: FloodLimits

    init(limits: FloodLimits, now: Duration) {
        self.limits = limits
        self.beganAt = now
        self.resets = TokenBucket(
            burstMax: limits.resetBurstMax, perSecondMax: limits.resetPerSecondMax, now: now)
        self.useless = TokenBucket(
            burstMax: limits.uselessFrameBurstMax, perSecondMax: limits.uselessFramePerSecondMax,
            now: now)
    }

    /// Whether another request may be refused for its header fields. Those count as cancelled ones.
    mutating func mayRefuseHeaders(now: Duration) -> Bool { self.resets.take(now: now) }

    /// Whether a frame or header block has begun, and not come to its end in time.
    func isStuck(now: Duration) -> Bool {
        let isWithin = self.headByteCount + self.payloadByteCount > 0 || self.blockStream != nil
        return isWithin && now - self.beganAt > self.limits.frameDurationMax
    }

    /// Looks at the bytes that come next.
    ///
    /// - Returns: Nothing if all of them may go on; else where to stop, and go on after that if it
    ///   turns out that one may.
    mutating func inspect(_ bytes: Span<UInt8>, now: Duration) -> Stop? {
        var at = 0
        var start = 0
        while true {
            if self.payloadByteCount > 0 {
                let count = min(self.payloadByteCount, bytes.count - at)
                if self.dependencyByteCount > 0, self.dependsOnItself(bytes, at, count) {
                    return Stop(
                        acceptedCount: start, inspectedCount: at, reason: .fault(.protocolError))
                }
                at += count
                self.payloadByteCount -= count
            }
            if at == bytes.count { return nil }
            start = at
            guard let head = self.nextHead(bytes, &at, now: now) else { return nil }
            self.payloadByteCount = head.payloadByteCount
            if let reason = self.judge(head, now: now) {
                return Stop(acceptedCount: start, inspectedCount: at, reason: reason)
            }
        }
    }

    /// Takes a head off the bytes from `at` on; nothing if it is not complete.
    @inline(__always)
    private mutating func nextHead(
        _ bytes: Span<UInt8>, _ at: inout Int, now: Duration
    ) -> FrameHead? {
        if self.headByteCount == 0 && self.blockStream == nil { self.beganAt = now }
        if self.headByteCount == 0 && bytes.count - at >= FrameHead.byteCount {
            // SAFETY: nine bytes from here are within the span, and any eight make a number.
            let word = unsafe bytes.bytes.unsafeLoadUnaligned(
                fromByteOffset: at, as: UInt64.self)
            at += FrameHead.byteCount
            return FrameHead(word: word.bigEndian, last: bytes[at - 1])
        }
        while at < bytes.count {
            at += 1
            if self.headByteCount == FrameHead.byteCount - 1 {
                self.headByteCount = 0
                return FrameHead(word: self.headWord, last: bytes[at - 1])
            }
            self.headWord = self.headWord << 8 | UInt64(bytes[at - 1])
            self.headByteCount += 1
        }
        return nil
    }

    private mutating func dependsOnItself(
        _ bytes: Span<UInt8>, _ start: Int, _ count: Int
    ) -> Bool {
        for index in start..<start + min(count, self.dependencyByteCount) {
            // The length of padding, if there is one, comes first and is shifted out.
            self.dependency = self.dependency << 8 | UInt32(bytes[index])
            self.dependencyByteCount -= 1
        }
        return self.dependencyByteCount == 0
            && self.dependency & 0x7fff_ffff == self.dependentStream
    }
}

extension FrameInspector {
    /// LIMIT: the size of a frame, which RFC 9113 section 4.2 has as default. We need no larger.
    private static let payloadByteCountMax = 16_384

    @inline(__always)
    private mutating func judge(_ head: FrameHead, now: Duration) -> Reason? {
        if self.blockStream != nil || head.payloadByteCount > Self.payloadByteCountMax {
            return self.judgeContinuation(head)
        }
        switch head.type {
        case 0: return self.judgeData(head, now: now)
        case 1: return self.judgeHeaders(head)
        default: return self.judgeOther(head, now: now)
        }
    }

    private mutating func judgeContinuation(_ head: FrameHead) -> Reason? {
        guard head.payloadByteCount <= Self.payloadByteCountMax else {
            return .fault(.frameSizeError)
        }
        guard head.type == Self.continuationType, head.stream == self.blockStream else {
            return .fault(.protocolError)
        }
        self.continuationCount += 1
        guard self.continuationCount <= self.limits.continuationCountMax else {
            return .fault(.continuationFlood)
        }
        if head.endsHeaders { self.blockStream = nil }
        return nil
    }

    @inline(__always)
    private mutating func judgeData(_ head: FrameHead, now: Duration) -> Reason? {
        if head.isPadded && head.payloadByteCount == 0 { return .fault(.frameSizeError) }
        switch self.streams.state(of: head.stream) {
        case .open:
            if head.endsStream {
                self.streams.end(head.stream)
                return nil
            }
            return head.payloadByteCount >= self.limits.smallDataByteCount
                || self.useless.take(now: now) ? nil : .fault(.smallDataFlood)
        case .ended, .skipped:
            // Without a stream, it is libnghttp2 that complains.
            return head.stream == 0 ? nil : .fault(.streamClosed)
        case .idle, .forgotten:
            return nil
        }
    }

    @inline(__always)
    private mutating func judgeHeaders(_ head: FrameHead) -> Reason? {
        if head.flags & 0x28 != 0, let reason = self.judgeFields(of: head) { return reason }
        if !head.endsHeaders {
            self.blockStream = head.stream
            self.continuationCount = 0
        }
        // libnghttp2 complains about numbers that no client may use.
        guard head.stream & 1 != 0 else { return nil }
        switch self.streams.state(of: head.stream) {
        case .idle:
            self.streams.open(head.stream, isEnd: head.endsStream)
            self.useless.add(self.limits.uselessFramePerRequest)
        case .open:
            if head.endsStream { self.streams.end(head.stream) }
        case .ended:
            return .fault(.streamClosed)
        case .skipped:
            return .fault(.protocolError)
        case .forgotten:
            return .unlessOpen(head.stream)
        }
        return nil
    }

    /// Looks at the padding and the priority of a HEADERS frame.
    private mutating func judgeFields(of head: FrameHead) -> Reason? {
        let byteCount = (head.isPadded ? 1 : 0) + (head.hasPriority ? 5 : 0)
        guard head.payloadByteCount >= byteCount else { return .fault(.frameSizeError) }
        if head.hasPriority { self.awaitDependency(of: head, after: head.isPadded ? 1 : 0) }
        return nil
    }

    private mutating func awaitDependency(of head: FrameHead, after byteCount: Int) {
        self.dependentStream = head.stream
        self.dependency = 0
        self.dependencyByteCount = byteCount + 4
    }

    private mutating func judgeOther(_ head: FrameHead, now: Duration) -> Reason? {
        let flood: ConnectionFault
        switch head.type {
        case 2:
            flood = .priorityFlood
            if head.payloadByteCount == 5 { self.awaitDependency(of: head, after: 0) }
        case 3:
            if head.stream & 1 != 0, self.streams.state(of: head.stream) == .open {
                self.streams.end(head.stream)
            }
            return self.resets.take(now: now) ? nil : .fault(.resetFlood)
        case 4:
            flood = .settingsFlood
            guard head.payloadByteCount <= 6 * self.limits.settingCountMax else {
                return .fault(flood)
            }
        case 6: flood = .pingFlood
        case 8: flood = .windowUpdateFlood
        default: flood = .unknownFrameFlood
        }
        return self.useless.take(now: now) ? nil : .fault(flood)
    }
}

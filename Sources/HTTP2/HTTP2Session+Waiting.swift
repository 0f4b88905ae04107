import HTTPMessage

/// Requests that the handler can't answer yet.
///
/// They keep their slots, with their bodies, so what bounds streams and bodies bounds them too;
/// beyond that, ``StreamPool/waitingCountMax`` bounds the work of asking again. Their clients may
/// cancel them at any time, and a stream that has been open too long is asked about for the last
/// time, like all of them when the session drains.
extension HTTP2Session {
    /// Asks the handler again about every request that waits. Answers then wait to be sent.
    ///
    /// - Parameter mayWait: Whether they may go on waiting, while the session does not drain.
    /// - Complexity: O(open streams), if any of them waits.
    package func retryWaiting(now: Duration, mayWait: Bool = true) {
        self.now = now
        let mayWait = mayWait && self.drain == .none
        var current = self.oldest
        while self.waitingCount > 0, let index = current {
            current = self.pool[index].next
            switch self.pool[index].phase {
            case .waiting: self.retry(index, mayWait: mayWait)
            case .open: self.continueAnswer(index, mayWait: mayWait)
            case .receiving, .answered, .reset: break
            }
        }
    }

    /// Asks the handler again about one request that waits.
    ///
    /// - Parameter mayWait: Whether it may go on waiting.
    func retry(_ index: StreamIndex, mayWait: Bool) {
        self.pool[index].request.waited = self.now - self.pool[index].waitsSince
        self.pool[index].answer(with: self.handler, mayWait: mayWait)
        if self.pool[index].response.isDeferred {
            self.pool[index].forgetResponse()
        } else {
            self.endWait(index)
            self.submit(index)
        }
    }

    /// Lets a complete request wait.
    func beginWait(_ index: StreamIndex) {
        self.pool[index].phase = .waiting
        self.pool[index].waitsSince = self.now
        self.pool[index].forgetResponse()
        self.waitingCount += 1
        self.pool.waitingCount += 1
    }

    /// Notes that a stream waits no longer, if it did.
    func endWait(_ index: StreamIndex) {
        guard self.pool[index].phase == .waiting || self.pool[index].phase == .open
        else { return }
        // Whoever calls this decides what the stream does next; it must not be counted twice.
        self.pool[index].phase = .receiving
        self.waitingCount -= 1
        self.pool.waitingCount -= 1
    }
}

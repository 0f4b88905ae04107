import HTTPMessage

extension StreamSlot {
    /// Lets a handler fill in the response. If it has none yet although it must, the request is
    /// refused.
    mutating func answer(with handler: any HTTPHandler, mayWait: Bool) {
        self.request.mayWait = mayWait
        handler.respond(to: self.request, with: &self.response)
        if (self.response.isDeferred || self.response.continuation != nil) && !mayWait {
            self.response.isDeferred = false
            self.response.continuation = nil
            self.refusal = .notReady
        }
    }

    /// Whether anything is to be sent behind the head.
    var sendsBody: Bool {
        (self.response.content.count > 0 || self.phase == .open || self.hasTrailers)
            && self.request.method != .head
    }

    /// Whether fields follow the body. Asked here, where the response is only looked at: elsewhere
    /// its fields would be copied, which counts references.
    var hasTrailers: Bool { self.response.trailers.count > 0 }

    /// Whether all of the body has been put into frames, as far as it is known.
    var isSent: Bool { self.sentByteCount == self.response.content.count }

    /// Whether the response has a body of which only the length is to be sent.
    var leavesBodyOut: Bool { self.request.method == .head && self.response.content.count > 0 }

    /// Copies as much of the rest of the response's body as fits, and returns how much that was.
    mutating func copyBody(to target: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let start = self.sentByteCount
        let count = min(target.count, self.response.content.count - start)
        self.response.content.withSpan { body in
            // SAFETY: `count` is within the target as well as within what is left of the body.
            unsafe body.extracting(start..<start + count).withUnsafeBytes { rest in
                unsafe UnsafeMutableRawBufferPointer(target).copyMemory(from: rest)
            }
        }
        self.sentByteCount += count
        return count
    }
}

import HTTPMessage

extension StreamSlot {
    /// Lets a handler fill in the response. If it has none yet although it must, the request is
    /// refused.
    mutating func answer(with handler: any HTTPHandler, mayWait: Bool) {
        self.request.mayWait = mayWait
        handler.respond(to: self.request, with: &self.response)
        if self.response.isDeferred && !mayWait {
            self.response.isDeferred = false
            self.refusal = .notReady
        }
    }

    /// Whether the response has a body that is to be sent.
    var sendsBody: Bool { self.response.content.count > 0 && self.request.method != .head }

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

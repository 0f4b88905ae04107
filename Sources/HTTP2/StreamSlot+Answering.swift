import CNghttp2
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

    /// Hands the response to libnghttp2.
    ///
    /// - Parameter body: Where the body comes from, if there is one to send.
    func submit(
        to session: OpaquePointer, using head: ResponseHead, body: nghttp2_data_provider
    ) throws(HTTP2Error) {
        let hasBody = !self.response.body.isEmpty && self.request.method != .head
        // SAFETY: as the caller has it.
        try unsafe head.submit(
            self.response, body: hasBody ? body : nil, to: session, streamID: self.id)
    }

    /// Copies as much of the rest of the response's body as fits, and returns how much that was.
    mutating func copyBody(to target: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let count = min(target.count, self.response.body.count - self.sentByteCount)
        let start = self.sentByteCount
        // SAFETY: `count` is within the target as well as within what is left of the body.
        unsafe self.response.body.withUnsafeBytes { body in
            unsafe UnsafeMutableRawBufferPointer(target).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: body[start..<start + count]))
        }
        self.sentByteCount += count
        return count
    }
}

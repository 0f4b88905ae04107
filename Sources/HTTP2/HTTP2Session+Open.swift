import CNghttp2
import HTTPMessage

/// Answers that come in parts, as news for those who watch something.
///
/// They count among the requests that wait: what bounds these bounds them, and the handler is asked
/// for the next part whenever it is asked about these. Only their age does not end them.
extension HTTP2Session {
    /// Submits the first part of an answer.
    func submitPart(_ index: StreamIndex) {
        self.pool[index].request.continuation = self.pool[index].response.continuation
        self.submit(index, as: .open)
        // Without memory for it, it has been reset.
        guard self.pool[index].phase == .open else { return }
        self.waitingCount += 1
        self.pool.waitingCount += 1
    }

    /// Asks the handler for the next part of an answer.
    ///
    /// - Parameter mayWait: Whether that may be but another part. If not, and the client has not even
    ///   read what there was, the stream is given up.
    func continueAnswer(_ index: StreamIndex, mayWait: Bool) {
        guard self.pool[index].isSent else {
            if !mayWait { self.reset(index, NGHTTP2_CANCEL) }
            return
        }
        // The head has been sent, and so has every byte of the body: both may be forgotten.
        self.pool[index].forgetResponse()
        self.pool[index].sentByteCount = 0
        self.pool[index].answer(with: self.handler, mayWait: mayWait)
        if self.pool[index].refusal != nil { return self.reset(index, NGHTTP2_CANCEL) }
        if self.pool[index].response.isDeferred { return self.pool[index].forgetResponse() }

        self.pool[index].request.continuation = self.pool[index].response.continuation
        if self.pool[index].response.continuation == nil {
            self.endWait(index)
            self.pool[index].phase = .answered
        }
        // SAFETY: (session) Lack of memory is the one failure that matters.
        let result = unsafe nghttp2_session_resume_data(self.session, self.pool[index].id)
        if result == NGHTTP2_ERR_NOMEM.rawValue { self.reset(index, NGHTTP2_INTERNAL_ERROR) }
    }

    /// Submits the fields that follow a body.
    func submitTrailers(_ index: StreamIndex) {
        do throws(HTTP2Error) {
            try unsafe self.head.submitTrailers(of: &self.pool[index], to: self.session)
        } catch {
            self.reset(index, NGHTTP2_INTERNAL_ERROR)
        }
    }
}

import CNghttp2

/// Bytes on their way to libnghttp2, and what ends a connection there or before.
extension HTTP2Session {
    /// Takes bytes up to a frame that may be one too many, and then ends the session or goes on.
    func receive(
        _ bytes: Span<UInt8>, until first: FrameInspector.Stop
    ) throws(HTTP2Error) {
        var rest = bytes
        var next: FrameInspector.Stop? = first
        while let stop = next {
            try self.pass(rest.extracting(first: stop.acceptedCount))
            switch stop.reason {
            case .unlessOpen(let stream) where self.index(of: Int32(stream)) != nil:
                try self.pass(rest.extracting(stop.acceptedCount..<stop.inspectedCount))
                rest = rest.extracting(droppingFirst: stop.inspectedCount)
                next = self.inspector.inspect(rest, now: self.now)
            case .unlessOpen:
                self.end(.protocolError)
                return
            case .fault(let fault):
                self.end(fault)
                return
            }
        }
        try self.pass(rest)
    }

    /// Passes bytes on to libnghttp2.
    @inline(__always)
    func pass(_ bytes: Span<UInt8>) throws(HTTP2Error) {
        // SAFETY: (session) and the bytes are lent for the call.
        let result = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe nghttp2_session_mem_recv(self.session, bytes.baseAddress, bytes.count)
        }
        guard result >= 0 else {
            if self.found == nil { self.note(.other) }
            throw HTTP2Error(code: Int32(result))
        }
    }

    /// Notes why the client loses the connection. The first reason counts.
    private func note(_ fault: ConnectionFault) {
        guard self.fault == nil else { return }
        self.fault = fault
        self.pool.counts.count(fault)
    }

    /// Ends the session for a fault of the client's.
    func end(_ fault: ConnectionFault) {
        self.found = fault
        // SAFETY: (session) The one failure is lack of memory; then nothing is said. Nothing
        // happens either if libnghttp2 has found another fault before.
        unsafe nghttp2_session_terminate_session(self.session, fault.code.rawValue)
    }

    /// Ends the session if a frame or a header block does not come to its end.
    package func expireFrame(now: Duration) {
        if self.inspector.isStuck(now: now) { self.end(.slowFrame) }
    }

    private static let goAwayType = UInt8(NGHTTP2_GOAWAY.rawValue)
    private static let goAwayByteCountMin = FrameHead.byteCount + 8

    /// Notes why the connection ends, if a frame of ours says so.
    @inline(__always)
    func note(_ frame: Span<UInt8>) {
        if frame.count >= Self.goAwayByteCountMin, frame[3] == Self.goAwayType {
            self.noteGoAway(frame)
        }
    }

    private func noteGoAway(_ frame: Span<UInt8>) {
        var code: UInt32 = 0
        for index in FrameHead.byteCount + 4..<FrameHead.byteCount + 8 {
            code = code << 8 | UInt32(frame[index])
        }
        guard code != NGHTTP2_NO_ERROR.rawValue else { return }
        if let found, found.code.rawValue == code {
            self.note(found)
        } else {
            self.note(ConnectionFault(code: code))
        }
    }
}

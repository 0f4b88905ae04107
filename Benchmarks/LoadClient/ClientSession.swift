import CNghttp2
import EventLoop
import Measurement

/// One connection: its HTTP/2 session, its socket, and the requests in flight.
///
/// INVARIANT (session): `session` is a live session of libnghttp2 from `init` to `deinit`, with
/// `self` as user data, used by one thread.
@safe
final class ClientSession {
    /// One request in flight.
    private struct Slot {
        var request = 0
        /// When it was sent, or due to be sent.
        var start: UInt64 = 0
        var bodyCount = 0
        var sentCount = 0
        var isWrong = false
    }

    /// What has been answered since the caller last looked.
    struct Answer {
        /// When the request was due.
        var start: UInt64
        var isRight: Bool
    }

    /// The connection's number.
    let index: Int
    let socket: FileDescriptor
    private let session: OpaquePointer
    private let head: RequestHead
    private let pool: RequestPool
    private let checksBody: Bool
    private var slots: [Slot]
    private var free: [Int]
    private var output: [UInt8] = []
    private var outputStart = 0

    /// Answers since the caller last emptied the list.
    var answers: [Answer] = []
    /// Whether the poller must tell when there is room to write.
    private(set) var isBlocked = false

    private static let answerTexts = [
        Array(#"{"decision":false}"#.utf8), Array(#"{"decision":true}"#.utf8),
    ]

    /// - Parameters:
    ///   - callbacks: Those of ``ClientCallbacks``.
    ///   - streamCount: How many requests may be in flight.
    ///   - checksBody: Whether a body must be the expected decision; else only the status counts.
    init?(
        index: Int, socket: consuming FileDescriptor, callbacks: OpaquePointer, head: RequestHead,
        pool: RequestPool, streamCount: Int, checksBody: Bool
    ) {
        self.index = index
        self.socket = socket
        self.head = head
        self.pool = pool
        self.checksBody = checksBody
        self.slots = Array(repeating: Slot(), count: streamCount)
        self.free = Array(0..<streamCount)
        var session: OpaquePointer?
        // SAFETY: the callbacks are live for ever; the user data is set right below, before any
        // callback.
        guard unsafe nghttp2_session_client_new(&session, callbacks, nil) == 0,
            let session = unsafe session
        else { return nil }
        unsafe self.session = session
        unsafe nghttp2_session_set_user_data(session, Unmanaged.passUnretained(self).toOpaque())
        // SAFETY: (session) an empty list of settings needs no memory.
        guard
            unsafe nghttp2_submit_settings(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil, 0) == 0
        else { return nil }
    }

    deinit {
        // SAFETY: (session) this is its end.
        unsafe nghttp2_session_del(session)
    }

    var hasRoom: Bool { !free.isEmpty }
    var inFlightCount: Int { slots.count - free.count }

    /// Submits a request; ``flush()`` sends it.
    ///
    /// - Parameter start: The moment from which its latency counts.
    /// - Precondition: ``hasRoom``.
    func submit(request: Int, start: UInt64) -> Bool {
        let slot = free.removeLast()
        slots[slot] = Slot(request: request, start: start)
        // SAFETY: (session); the text lies in the pool, which outlives this session.
        return unsafe head.submit(to: session, lengthText: pool.lengthText(request), slot: slot)
    }

    /// Writes what there is to write, as far as the socket takes it.
    ///
    /// - Returns: Whether the connection is sound.
    func flush() -> Bool {
        while true {
            var bytes: UnsafePointer<UInt8>?
            // SAFETY: (session) the bytes are valid until the next call; they are copied here.
            let count = unsafe nghttp2_session_mem_send(session, &bytes)
            guard count >= 0 else { return false }
            guard count > 0, let bytes = unsafe bytes else { break }
            unsafe output.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        }
        while outputStart < output.count {
            switch socket.send(output.span.extracting(outputStart...)) {
            case .moved(let count): outputStart += count
            case .wouldBlock:
                isBlocked = true
                return true
            case .ended, .broken: return false
            }
        }
        output.removeAll(keepingCapacity: true)
        outputStart = 0
        isBlocked = false
        return true
    }

    /// Reads what has come, over `buffer`.
    ///
    /// - Returns: Whether the connection is sound.
    func receive(into buffer: inout [UInt8]) -> Bool {
        while true {
            switch socket.receive(into: &buffer) {
            case .moved(let count):
                // SAFETY: (session) the bytes are lent for the call.
                let taken = unsafe buffer.withUnsafeBufferPointer {
                    unsafe nghttp2_session_mem_recv(session, $0.baseAddress, count)
                }
                guard taken == count else { return false }
                // A short read has emptied the socket.
                if count < buffer.count { return true }
            case .wouldBlock: return true
            case .ended, .broken: return false
            }
        }
    }
}

// MARK: What libnghttp2 reports

extension ClientSession {
    func didReceiveStatus(is200: Bool, slot: Int) {
        if slot >= 0, !is200 { slots[slot].isWrong = true }
    }

    func didReceiveBody(_ bytes: Span<UInt8>, slot: Int) {
        guard slot >= 0, checksBody else { return }
        let start = slots[slot].bodyCount
        let expected = Self.answerTexts[pool.expected[slots[slot].request] ? 1 : 0]
        slots[slot].bodyCount = start + bytes.count
        guard start + bytes.count <= expected.count else {
            slots[slot].isWrong = true
            return
        }
        for index in bytes.indices where bytes[index] != expected[start + index] {
            slots[slot].isWrong = true
        }
    }

    func didClose(slot: Int, isClean: Bool) {
        guard slot >= 0 else { return }
        let state = slots[slot]
        let expected = Self.answerTexts[pool.expected[state.request] ? 1 : 0]
        let isRight =
            isClean && !state.isWrong && (!checksBody || state.bodyCount == expected.count)
        answers.append(Answer(start: state.start, isRight: isRight))
        free.append(slot)
    }

    /// Copies the next part of a request's body.
    func copyBody(
        slot: Int, to target: UnsafeMutableBufferPointer<UInt8>
    ) -> (count: Int, isLast: Bool) {
        let body = unsafe pool.body(slots[slot].request)
        let start = slots[slot].sentCount
        let count = min(body.count - start, target.count)
        for index in 0..<count {
            // SAFETY: `count` is within both buffers.
            unsafe target[index] = body[start + index]
        }
        slots[slot].sentCount = start + count
        return (count, start + count == body.count)
    }
}

import CNghttp2
import HTTPMessage
import TestSupport
import Testing

@testable import HTTP2

/// A client that makes its frames by hand, right at the session: no socket, no clock.
@safe
final class RawClient {
    /// What has come back on one stream.
    struct Answer {
        var status: String? { self.fields.first { $0.0 == ":status" }?.1 }
        var fields: [(String, String)] = []
        var body: [UInt8] = []
        var text: String { String(decoding: self.body, as: UTF8.self) }
        var isEnded = false
        var resetCode: UInt32?
    }

    static let noError: UInt32 = 0
    static let protocolError: UInt32 = 1
    static let refusedStream: UInt32 = 7
    static let cancel: UInt32 = 8

    let session: HTTP2Session
    /// All frames that are not about one stream's answer.
    private(set) var controls: [HTTP2Frame] = []
    private(set) var answers: [Int32: Answer] = [:]
    /// Bytes of the largest DATA frame that has come.
    private(set) var largestFrame = 0
    var now: Duration = .seconds(1000)

    private let inflater: OpaquePointer
    private var unparsed: [UInt8] = []

    init(
        handler: any HTTPHandler = Recorder(), pool: StreamPool = StreamPool(),
        limits: HTTP2Limits = HTTP2Limits()
    ) throws {
        var inflater: OpaquePointer?
        try #require(unsafe nghttp2_hd_inflate_new(&inflater) == 0)
        unsafe self.inflater = try #require(unsafe inflater)
        self.session = try HTTP2Session(
            pool: pool, handler: handler, limits: limits, now: self.now)
    }

    deinit {
        unsafe nghttp2_hd_inflate_del(self.inflater)
    }

    /// The code of the server's GOAWAY.
    var goAwayCode: UInt32? {
        self.controls.first { $0.kind == .goAway }?.number(at: 4)
    }

    /// Says hello, and takes in the greeting.
    ///
    /// - Parameter acknowledges: Whether to confirm the server's settings, and so be bound by them.
    func connect(acknowledges: Bool = true) throws {
        try self.send(bytes: HTTP2Frame.preface + HTTP2Frame.settings.bytes)
        if acknowledges {
            try self.send(.settingsAcknowledgement)
        }
    }

    /// Sends frames and takes in all that comes back.
    func send(_ frames: HTTP2Frame...) throws {
        try self.send(bytes: frames.flatMap(\.bytes))
    }

    /// Sends bytes and takes in all that comes back.
    func send(bytes: [UInt8]) throws {
        try self.session.receive(bytes.span, now: self.now)
        try self.pull()
    }

    /// Takes in all that the session has to say.
    func pull() throws {
        var isAll = false
        while !isAll {
            var output = ByteArena()
            isAll = try self.session.appendOutput(to: &output)
            self.unparsed += output.bytes
        }
        for frame in HTTP2Frame.parse(&self.unparsed) {
            try self.take(frame)
        }
    }

    /// The request that most tests send.
    static func fields(
        _ method: String = "POST", _ path: String = "/", _ more: [(String, String)] = []
    ) -> [(String, String)] {
        [(":method", method), (":scheme", "http"), (":path", path), (":authority", "a")] + more
    }

    private func take(_ frame: HTTP2Frame) throws {
        switch frame.kind {
        case .headers:
            self.answers[frame.stream, default: Answer()].fields += try self.decode(frame.payload)
        case .data:
            self.answers[frame.stream, default: Answer()].body += frame.payload
            self.largestFrame = max(self.largestFrame, frame.payload.count)
        case .resetStream:
            self.answers[frame.stream, default: Answer()].resetCode = frame.number(at: 0)
        default:
            self.controls.append(frame)
        }
        if (frame.kind == .headers || frame.kind == .data)
            && frame.flags & HTTP2Frame.endStream != 0
        {
            self.answers[frame.stream]?.isEnded = true
        }
    }

    private func decode(_ block: [UInt8]) throws -> [(String, String)] {
        var fields: [(String, String)] = []
        var rest = block[...]
        while true {
            var field = unsafe nghttp2_nv()
            var flags: Int32 = 0
            // SAFETY: the block is lent for the call; name and value are copied before the next.
            let count = unsafe rest.withUnsafeBufferPointer {
                unsafe nghttp2_hd_inflate_hd2(
                    self.inflater, &field, &flags, $0.baseAddress, $0.count, 1)
            }
            try #require(count >= 0)
            rest = rest.dropFirst(count)
            if flags & Int32(NGHTTP2_HD_INFLATE_EMIT.rawValue) != 0 {
                let name = unsafe UnsafeBufferPointer(start: field.name, count: field.namelen)
                let value = unsafe UnsafeBufferPointer(start: field.value, count: field.valuelen)
                unsafe fields.append(
                    (String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
                )
            }
            if flags & Int32(NGHTTP2_HD_INFLATE_FINAL.rawValue) != 0 {
                unsafe nghttp2_hd_inflate_end_headers(self.inflater)
                return fields
            }
        }
    }
}

/// Answers every request with a summary of it, or with as many bytes as the query asks for.
final class Recorder: HTTPHandler {
    private(set) var requestCount = 0

    /// What requests to `/wait` wait for.
    var isReleased = false
    /// Whether the handler is so rude as to defer answers that may not be.
    var isStubborn = false
    /// How long the last request had waited.
    private(set) var lastWait: Duration?

    func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) {
        self.requestCount += 1
        self.lastWait = request.waited
        if request.hasPath("/wait") && !self.isReleased {
            response.setText(status: request.mayWait ? 500 : 503, "not yet")
            response.isDeferred = request.mayWait || self.isStubborn
            return
        }
        if let count = request.query.flatMap({ Int($0) }) {
            response.body = Array(repeating: UInt8(ascii: "x"), count: count)
            return
        }
        response.headers.append("x-count", "\(request.headers.count)")
        response.body = Array(
            "\(request.method) \(request.path) \(request.body.count)".utf8)
        if let name = request.header("x-name") {
            response.body += Array(" \(name)".utf8)
        }
    }
}

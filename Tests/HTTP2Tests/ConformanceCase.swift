import TestSupport
import Testing

@testable import HTTP2

/// The error codes of RFC 9113 section 7.
enum Code {
    static let none: UInt32 = 0
    static let protocolError: UInt32 = 1
    static let flowControl: UInt32 = 3
    static let streamClosed: UInt32 = 5
    static let frameSize: UInt32 = 6
    static let refusedStream: UInt32 = 7
    static let cancel: UInt32 = 8
    static let compression: UInt32 = 9
    static let calm: UInt32 = 11
}

/// What a client sends, and what the standards say must come of it.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable, Hashable {
        /// GOAWAY with this code, and nothing after it.
        case connectionError(UInt32)
        /// The stream is reset with this code, and the connection goes on.
        case streamError(Int32, UInt32)
        /// The stream is answered with this status, and the connection goes on.
        case answer(Int32, String)
        /// The connection goes on as if nothing had been sent.
        case nothing
    }

    let rule: String
    let bytes: [UInt8]
    let outcome: Outcome
    /// Whether the bytes begin with the client's preface themselves.
    var isWhole = false

    init(_ rule: String, _ bytes: [UInt8], _ outcome: Outcome, isWhole: Bool = false) {
        self.rule = rule
        self.bytes = bytes
        self.outcome = outcome
        self.isWhole = isWhole
    }

    init(_ rule: String, _ frames: [HTTP2Frame], _ outcome: Outcome) {
        self.init(rule, frames.flatMap(\.bytes), outcome)
    }

    var testDescription: String { self.rule }

    /// Sends the bytes, all at once or one by one, and checks what comes of it.
    func check(byteByByte: Bool = false) throws {
        let client = try RawClient()
        if !self.isWhole { try client.connect() }
        for part in byteByByte ? self.bytes.map({ [$0] }) : [self.bytes] {
            if client.session.isFinished { break }
            try client.session.receive(part.span, now: client.now)
        }
        try client.pull()

        if case .connectionError(let code) = self.outcome {
            #expect(client.goAwayCode == code)
            #expect(client.session.isFinished)
            return
        }
        #expect(client.goAwayCode == nil)
        if case .streamError(let stream, let code) = self.outcome {
            #expect(client.answers[stream]?.resetCode == code)
        } else if case .answer(let stream, let status) = self.outcome {
            #expect(client.answers[stream]?.status == status)
        } else {
            #expect(client.answers.isEmpty)
        }
        // A stream's error is nobody else's.
        try client.send(.headers(1_001, RawClient.fields("GET")))
        #expect(client.answers[1_001]?.text == "get / 0")
    }
}

extension HTTP2Frame {
    static let prioritized: UInt8 = 0x20

    /// The bytes of a frame that may be none: of any type, and of another length than it says.
    static func raw(
        type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = [],
        length: Int? = nil
    ) -> [UInt8] {
        let count = UInt32(length ?? payload.count)
        return Array(count.bigEndianBytes.dropFirst()) + [type, flags] + stream.bigEndianBytes
            + payload
    }

    /// A HEADERS frame with a block made by hand.
    static func block(
        _ stream: Int32, _ block: [UInt8], flags: UInt8 = endStream | endHeaders
    ) -> HTTP2Frame {
        HTTP2Frame(kind: .headers, flags: flags, stream: stream, payload: block)
    }

    static func get(_ stream: Int32, _ path: String = "/") -> HTTP2Frame {
        .headers(stream, RawClient.fields("GET", path))
    }

    /// A request whose body is still to come.
    static func open(_ stream: Int32, _ more: [(String, String)] = []) -> HTTP2Frame {
        .headers(stream, RawClient.fields("POST", "/", more), endStream: false)
    }

    static func reset(_ stream: Int32, _ code: UInt32 = 8) -> HTTP2Frame {
        HTTP2Frame(kind: .resetStream, stream: stream, payload: code.bigEndianBytes)
    }

    static func window(_ stream: Int32, _ increment: UInt32) -> HTTP2Frame {
        HTTP2Frame(kind: .windowUpdate, stream: stream, payload: increment.bigEndianBytes)
    }

    static func priority(_ stream: Int32, on parent: UInt32 = 0) -> HTTP2Frame {
        HTTP2Frame(kind: .priority, stream: stream, payload: parent.bigEndianBytes + [15])
    }

    static func setting(_ values: (UInt16, UInt32)...) -> HTTP2Frame {
        HTTP2Frame(
            kind: .settings,
            payload: values.flatMap {
                [UInt8($0.0 >> 8), UInt8($0.0 & 0xff)] + $0.1.bigEndianBytes
            })
    }

    static func continuation(
        _ stream: Int32, _ block: [UInt8], flags: UInt8 = endHeaders
    ) -> HTTP2Frame {
        HTTP2Frame(kind: .continuation, flags: flags, stream: stream, payload: block)
    }

    static let ping = HTTP2Frame(kind: .ping, payload: [1, 2, 3, 4, 5, 6, 7, 8])
}

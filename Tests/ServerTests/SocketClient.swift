import CLinux
import EventLoop
import TestSupport
import Testing

/// A client of a Unix socket that does what no decent client does.
final class SocketClient {
    private let socket: FileDescriptor
    private var poller: Poller
    private var unparsed: [UInt8] = []
    /// All frames read so far.
    private(set) var frames: [HTTP2Frame] = []
    /// Whether the server has closed.
    private(set) var isEnded = false

    init(path: String) throws {
        // SAFETY: the string is lent, zero-terminated, for the call alone.
        let number = unsafe clinux_connect_unix(path)
        try #require(number >= 0, "connecting failed: \(number)")
        self.socket = FileDescriptor(owning: Int32(number))
        self.poller = try Poller()
        try self.poller.add(self.socket, token: 0, interest: .read)
    }

    /// Sends bytes, as far as the server takes them without waiting.
    func send(_ bytes: [UInt8]) {
        _ = self.socket.send(bytes.span)
    }

    /// Sends frames.
    func send(_ frames: HTTP2Frame...) {
        self.send(frames.flatMap(\.bytes))
    }

    /// Says hello as a client of HTTP/2.
    func connect() {
        self.send(HTTP2Frame.preface + HTTP2Frame.settings.bytes)
    }

    /// Says that nothing more will come.
    func endOutput() {
        self.socket.endOutput()
    }

    /// Reads until a frame satisfies the condition, or the server closes.
    ///
    /// - Returns: That frame; nil if it did not come within 20 s.
    @discardableResult
    func read(until condition: (HTTP2Frame) -> Bool) throws -> HTTP2Frame? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var checked = 0
        while true {
            while checked < self.frames.count {
                if condition(self.frames[checked]) { return self.frames[checked] }
                checked += 1
            }
            if self.isEnded { return nil }
            guard try self.poller.wait(milliseconds: 20_000) > 0 else { return nil }
            switch self.socket.receive(into: &buffer) {
            case .moved(let count):
                self.unparsed += buffer[..<count]
                self.frames += HTTP2Frame.parse(&self.unparsed)
            case .wouldBlock: break
            case .ended, .broken: self.isEnded = true
            }
        }
    }

    /// Reads until the server closes; false if it does not within 20 s.
    func readToEnd() throws -> Bool {
        try self.read { _ in false }
        return self.isEnded
    }

    /// Waits, without reading anything, until the server has closed; false if not within 20 s.
    func waitForHangUp() throws -> Bool {
        try self.poller.update(self.socket, token: 0, interest: [])
        return try self.poller.wait(milliseconds: 20_000) > 0 && self.poller[0].isHungUp
    }

    /// The bytes of a stream's body so far.
    func body(of stream: Int32) -> [UInt8] {
        self.frames.filter { $0.kind == .data && $0.stream == stream }.flatMap(\.payload)
    }

    /// A `POST` of a path, to be followed by a body.
    static func post(
        _ path: String, stream: Int32 = 1, endStream: Bool = false
    ) -> HTTP2Frame {
        .headers(
            stream,
            [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "a")],
            endStream: endStream)
    }

    /// A `GET` of a path.
    static func get(_ path: String, stream: Int32 = 1) -> HTTP2Frame {
        .headers(
            stream,
            [(":method", "GET"), (":scheme", "http"), (":path", path), (":authority", "a")])
    }
}

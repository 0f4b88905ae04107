import CLinux
import EventLoop
import HTTPMessage
import Testing

/// A client of a Unix socket that sends whatever bytes it is told to.
final class RawClient {
    /// One answer.
    struct Answer: Equatable {
        var status: Int
        var headers: [HTTPField]
        var body: String

        /// The first value of a name in lower case.
        func header(_ name: String) -> String? { self.headers.first { $0.name == name }?.value }
    }

    private let socket: FileDescriptor
    private var poller: Poller
    private var unread: [UInt8] = []
    /// Whether the server has closed.
    private(set) var isEnded = false

    init(_ address: ListenAddress) throws {
        guard case .unix(let path, _) = address else { preconditionFailure("\(address)") }
        // SAFETY: the string is lent, zero-terminated, for the call alone.
        let number = unsafe clinux_connect_unix(path)
        try #require(number >= 0, "connecting failed: \(number)")
        self.socket = FileDescriptor(owning: Int32(number))
        self.poller = try Poller()
        try self.poller.add(self.socket, token: 0, interest: .read)
    }

    /// Sends text, waiting for the server to take it; false if the server has closed.
    @discardableResult
    func send(_ text: String) throws -> Bool {
        try self.send(Array(text.utf8))
    }

    /// Sends bytes, waiting for the server to take them; false if the server has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) throws -> Bool {
        var rest = bytes[...]
        try self.poller.update(self.socket, token: 0, interest: .write)
        defer { try? self.poller.update(self.socket, token: 0, interest: .read) }
        while !rest.isEmpty {
            switch self.socket.send(Array(rest).span) {
            case .moved(let count): rest = rest.dropFirst(count)
            case .wouldBlock: try #require(try self.poller.wait(milliseconds: 20_000) > 0)
            case .ended, .broken: return false
            }
        }
        return true
    }

    /// Says that nothing more will come.
    func endOutput() { self.socket.endOutput() }

    /// The next answer; nil if the server closes instead.
    ///
    /// - Parameter hasBody: Whether a body follows its length: not for HEAD and 100.
    func answer(hasBody: Bool = true) throws -> Answer? {
        let separator = Array("\r\n\r\n".utf8)
        var end = 0
        while true {
            if let range = self.unread.firstRange(of: separator) {
                end = range.upperBound
                break
            }
            guard try self.read() else { return nil }
        }
        let lines = String(decoding: self.unread[..<(end - 4)], as: UTF8.self)
            .split(separator: "\r\n", omittingEmptySubsequences: false)
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return HTTPField(
                parts[0].lowercased(), String(parts[1].drop { $0 == " " }))
        }
        let status = try #require(
            lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) })
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        let byteCount = hasBody ? length : 0
        while self.unread.count < end + byteCount {
            try #require(try self.read(), "half an answer")
        }
        let body = String(decoding: self.unread[end..<(end + byteCount)], as: UTF8.self)
        self.unread.removeFirst(end + byteCount)
        return Answer(status: status, headers: headers, body: body)
    }

    /// Whether the server closes, and sends nothing before that; false if not within 20 s.
    func isClosed() throws -> Bool {
        while try self.read() {}
        return self.isEnded && self.unread.isEmpty
    }

    /// What has been read and not been part of an answer.
    var rest: String { String(decoding: self.unread, as: UTF8.self) }

    /// Reads some more; false at the end.
    private func read() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !self.isEnded {
            switch self.socket.receive(into: &buffer) {
            case .moved(let count):
                self.unread += buffer[..<count]
                return true
            case .wouldBlock:
                guard try self.poller.wait(milliseconds: 20_000) > 0 else { return false }
            case .ended, .broken:
                self.isEnded = true
            }
        }
        return false
    }
}

import Foundation
import Testing

@testable import EventLoop

/// Checks listeners on real sockets: TCP of both families, and Unix sockets.
@Suite("Listener")
struct ListenerTests {
    @Test("chooses a free port, and tells", arguments: ["127.0.0.1:0", "[::1]:0"])
    func choosesPort(_ text: String) throws {
        let listener = try Listener(ListenAddress(parsing: text))
        guard case .tcp(_, let port) = listener.address else {
            Issue.record("not a TCP address: \(listener.address)")
            return
        }
        #expect(port != 0)
        #expect(try self.hasNone(waitingAt: listener))
    }

    @Test("a group shares one port")
    func group() throws {
        let group = try Listener.group(.tcp(host: "127.0.0.1", port: 0), count: 3)
        #expect(group.count == 3)
        #expect(Set(group.map(\.address)).count == 1)
        #expect(Set(group.map { $0.descriptor.number }).count == 3)
    }

    @Test("two groups do not share one port")
    func groupsAreExclusive() throws {
        let first = try Listener.group(.tcp(host: "127.0.0.1", port: 0), count: 2)
        let address = first[0].address
        let expected = SystemError(operation: "listen on \(address)", number: EADDRINUSE)
        #expect(throws: expected) { try Listener.group(address, count: 2) }
        #expect(expected.description == "cannot listen on \(address): address already in use")
    }

    @Test("a Unix socket is one listener for the whole group, and accepts")
    func unix() throws {
        let address = ListenAddress.unix(path: Self.temporaryPath())
        let group = try Listener.group(address, count: 2)
        #expect(Set(group.map { $0.descriptor.number }).count == 1)
        #expect(try self.hasNone(waitingAt: group[0]))

        let client = try connect(to: address)
        guard let server = try group[1].accept() else {
            Issue.record("nothing to accept")
            return
        }
        #expect(client.send([1, 2, 3].span) == .moved(3))
        var buffer = [UInt8](repeating: 0, count: 8)
        #expect(server.receive(into: &buffer) == .moved(3))
        #expect(buffer.prefix(3) == [1, 2, 3])
        #expect(server.receive(into: &buffer) == .wouldBlock)
        client.endOutput()
        #expect(server.receive(into: &buffer) == .ended)
        group[0].removeSocketFile()
    }

    @Test("a stale socket file is replaced, a living listener is not, nor any other file")
    func staleSocket() throws {
        let address = ListenAddress.unix(path: Self.temporaryPath())
        let place = "listen on \(address)"
        do {
            let living = try Listener(address)
            #expect(throws: SystemError(operation: place, number: EADDRINUSE)) {
                try Listener(address)
            }
            _ = consume living
        }
        let successor = try Listener(address)
        successor.removeSocketFile()

        guard case .unix(let path, _) = address else { return }
        try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: SystemError(operation: place, number: EEXIST)) { try Listener(address) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
        try FileManager.default.removeItem(atPath: path)
    }

    @Test("a socket's file has the mode and the group that are asked for, and tells who connects")
    func access() throws {
        let path = Self.temporaryPath()
        let access = SocketAccess(mode: 0o662, group: "\(getgid())")
        let listener = try Listener(.unix(path: path, access: access))
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o662)
        #expect(attributes[.groupOwnerAccountID] as? Int == Int(getgid()))
        let client = try connect(to: listener.address)
        guard let server = try listener.accept() else {
            Issue.record("nothing to accept")
            return
        }
        #expect(server.peer?.processID == getpid())
        #expect(server.peer?.userID == geteuid())
        #expect(server.peer?.groupID == getegid())
        listener.removeSocketFile()
        _ = consume client
    }

    @Test("a group that does not exist is refused, and leaves no file")
    func unknownGroup() throws {
        let path = Self.temporaryPath()
        let address = ListenAddress.unix(
            path: path, access: SocketAccess(group: "no-such-group-anywhere"))
        #expect(throws: SystemError(operation: "listen on \(address)", number: EINVAL)) {
            try Listener(address)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("writing to a vanished peer is an answer, not a signal")
    func brokenPipe() throws {
        let address = ListenAddress.unix(path: Self.temporaryPath())
        let listener = try Listener(address)
        do {
            let client = try connect(to: address)
            _ = consume client
        }
        guard let server = try listener.accept() else {
            Issue.record("nothing to accept")
            return
        }
        #expect(server.send([1].span) == .broken)
        listener.removeSocketFile()
    }

    @Test("a socket that is inherited is known by its address, and goes on without the listener")
    func inherited() throws {
        let path = Self.temporaryPath()
        for text in ["127.0.0.1:0", "[::1]:0", "unix:\(path)"] {
            let parent = try Listener(ListenAddress(parsing: text))
            let address = try ListenAddress(
                inheriting: parent.descriptor.number, isSecure: false)
            #expect(address.description == parent.address.description)
            #expect(address.isLocal && !address.isSecure)
            #expect(address.isUnix == text.hasPrefix("unix:"))
            do {
                let child = try Listener.group(address, count: 2)[1]
                child.stop()
                child.removeSocketFile()
                #expect(try self.hasNone(waitingAt: child))
            }
            if address.isUnix {
                let client = try connect(to: parent.address)
                _ = consume client
                #expect(try parent.accept() != nil)
            }
            parent.removeSocketFile()
        }
        let tcp = try Listener(ListenAddress(parsing: "0.0.0.0:0"))
        let address = try ListenAddress(inheriting: tcp.descriptor.number, isSecure: true)
        #expect(address.isSecure && !address.isLocal)
    }

    @Test("a file that does not listen is none")
    func notListening() throws {
        let wakeup = try Wakeup()
        for number in [wakeup.descriptor.number, 9_999] {
            #expect(throws: SystemError.self) {
                try ListenAddress(inheriting: number, isSecure: false)
            }
        }
    }

    /// Whether no connection waits.
    private func hasNone(waitingAt listener: Listener) throws -> Bool {
        guard try listener.accept() != nil else { return true }
        return false
    }

    private static func temporaryPath() -> String {
        let name = "verdict-\(UUID().uuidString.prefix(13)).sock"
        return FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    }
}

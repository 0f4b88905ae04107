import TestSupport
import Testing

@testable import HTTP2

/// Checks the friendly end of a connection.
@Suite("HTTP/2 drain")
struct DrainTests {
    private static let lastOfAll: UInt32 = 0x7fff_ffff

    private func goAways(_ client: RawClient) -> [UInt32] {
        client.controls.filter { $0.kind == .goAway }.map { $0.number(at: 0) }
    }

    @Test("requests on their way are served; the client's confirmation fixes the last")
    func twoPhases() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(.headers(1, RawClient.fields(), endStream: false))

        client.session.beginDrain(now: client.now)
        try client.pull()
        #expect(self.goAways(client) == [Self.lastOfAll])
        let ping = try #require(client.controls.last { $0.kind == .ping })

        // Sent before the client could know.
        try client.send(.headers(3, RawClient.fields()))
        #expect(client.answers[3]?.status == "200")

        try client.send(
            HTTP2Frame(kind: .ping, flags: HTTP2Frame.acknowledgement, payload: ping.payload))
        #expect(self.goAways(client) == [Self.lastOfAll, 3])
        #expect(!client.session.isFinished)

        // Sent against better knowledge.
        try client.send(.headers(5, RawClient.fields()))
        #expect(client.answers[5] == nil)

        try client.send(.data(1, [1], endStream: true))
        #expect(client.answers[1]?.text == "post / 1")
        #expect(client.session.isFinished)
    }

    @Test("a client that does not confirm is not waited for")
    func unconfirmed() throws {
        let client = try RawClient()
        try client.connect()
        client.session.beginDrain(now: client.now)
        client.session.beginDrain(now: client.now)
        try client.pull()
        #expect(!client.session.isFinished)
        client.session.finishDrain()
        client.session.finishDrain()
        try client.pull()
        #expect(self.goAways(client) == [Self.lastOfAll, 0])
        #expect(client.session.isFinished)
    }

    @Test("a session that has not begun ends without a word")
    func early() throws {
        let client = try RawClient()
        try client.pull()
        try client.send(bytes: [UInt8(ascii: "P")])
        #expect(client.controls.isEmpty)
        client.session.end()
        try client.pull()
        #expect(client.controls.isEmpty)
        #expect(client.session.isFinished)
    }

    @Test("the end of an idle connection is one last word")
    func end() throws {
        let client = try RawClient()
        try client.connect()
        try client.send(.headers(1, RawClient.fields()))
        client.session.end()
        try client.pull()
        #expect(self.goAways(client) == [1])
        #expect(client.session.isFinished)
    }
}

import TestSupport
import Testing

/// RFC 9113 sections 3.4, 4, 5.5, 6 and 7: frames, one by one.
@Suite("Conformance: frames")
struct ConformanceFrameTests {
    private static let block = HTTP2Frame.encode(RawClient.fields("GET"))

    static let preface: [ConformanceCase] = [
        .init(
            "3.4: a preface without SETTINGS", HTTP2Frame.preface + HTTP2Frame.ping.bytes,
            .connectionError(Code.protocolError), isWhole: true),
        .init(
            "3.4: a preface with a request before SETTINGS",
            HTTP2Frame.preface + HTTP2Frame.get(1).bytes, .connectionError(Code.protocolError),
            isWhole: true),
        .init(
            "3.4: a preface with the confirmation of SETTINGS first",
            HTTP2Frame.preface + HTTP2Frame.settingsAcknowledgement.bytes,
            .connectionError(Code.protocolError), isWhole: true),
        .init(
            "3.4: a preface, SETTINGS and a request at once",
            HTTP2Frame.preface + HTTP2Frame.settings.bytes + HTTP2Frame.get(1).bytes,
            .answer(1, "200"), isWhole: true),
    ]

    static let format: [ConformanceCase] = [
        .init("4.1: an unknown type", HTTP2Frame.raw(type: 0x16, flags: 1, [1, 2, 3]), .nothing),
        .init(
            "5.5: an unknown type on an idle stream", HTTP2Frame.raw(type: 0xff, stream: 7),
            .nothing),
        .init(
            "5.5: an unknown type on an open stream",
            HTTP2Frame.open(1).bytes + HTTP2Frame.raw(type: 0xfa, stream: 1, [9])
                + HTTP2Frame.data(1, [1], endStream: true).bytes, .answer(1, "200")),
        .init(
            "4.1: undefined flags of HEADERS", [.block(1, block, flags: 0x05 | 0xd2)],
            .answer(1, "200")),
        .init(
            "4.1: undefined flags of DATA",
            [.open(1), HTTP2Frame(kind: .data, flags: 0x01 | 0xf6, stream: 1, payload: [1])],
            .answer(1, "200")),
        .init(
            "4.1: undefined flags of PING",
            [HTTP2Frame(kind: .ping, flags: 0xfe, payload: HTTP2Frame.ping.payload)], .nothing),
        .init(
            "4.1: undefined flags of SETTINGS", [HTTP2Frame(kind: .settings, flags: 0xfe)],
            .nothing),
        .init(
            "4.1: the reserved bit",
            HTTP2Frame.raw(type: 1, flags: 5, stream: 0x8000_0001, block), .answer(1, "200")),
        .init(
            "4.2: a frame of the largest size",
            [.open(1), .data(1, Array(repeating: 1, count: 16_384), endStream: true)],
            .answer(1, "200")),
        .init(
            "4.2: DATA beyond it",
            [.open(1), .data(1, Array(repeating: 1, count: 16_385), endStream: true)],
            .connectionError(Code.frameSize)),
        .init(
            "4.2: HEADERS beyond it", HTTP2Frame.raw(type: 1, flags: 5, stream: 1, length: 16_385),
            .connectionError(Code.frameSize)),
        .init(
            "4.2: CONTINUATION beyond it",
            HTTP2Frame.block(1, block, flags: 1).bytes
                + HTTP2Frame.raw(type: 9, flags: 4, stream: 1, length: 16_385),
            .connectionError(Code.frameSize)),
        .init(
            "4.2: SETTINGS beyond it", HTTP2Frame.raw(type: 4, length: 16_386),
            .connectionError(Code.frameSize)),
        .init(
            "4.2: an unknown type beyond it", HTTP2Frame.raw(type: 0x20, length: 16_385),
            .connectionError(Code.frameSize)),
        .init(
            "4.2: PING beyond it", HTTP2Frame.raw(type: 6, length: 0xff_ffff),
            .connectionError(Code.frameSize)),
    ]

    /// Frames that come between a HEADERS frame without END_HEADERS and its CONTINUATION.
    static let between: [ConformanceCase] = [
        ("PRIORITY", HTTP2Frame.priority(1).bytes),
        ("PRIORITY of another stream", HTTP2Frame.priority(3).bytes),
        ("HEADERS of another stream", HTTP2Frame.get(3).bytes),
        ("HEADERS of the same stream", HTTP2Frame.get(1).bytes),
        ("DATA", HTTP2Frame.data(1, [1], endStream: true).bytes),
        ("PING", HTTP2Frame.ping.bytes),
        ("SETTINGS", HTTP2Frame.settings.bytes),
        ("WINDOW_UPDATE", HTTP2Frame.window(0, 1).bytes),
        ("RST_STREAM", HTTP2Frame.reset(1).bytes),
        ("GOAWAY", HTTP2Frame(kind: .goAway, payload: Array(repeating: 0, count: 8)).bytes),
        ("an unknown type", HTTP2Frame.raw(type: 0x30, stream: 1)),
        ("an unknown type on the connection", HTTP2Frame.raw(type: 0x30)),
        ("CONTINUATION of another stream", HTTP2Frame.continuation(3, []).bytes),
        ("CONTINUATION of no stream", HTTP2Frame.continuation(0, []).bytes),
    ].map { name, bytes in
        .init(
            "4.3, 6.10: \(name) within a header block",
            HTTP2Frame.block(1, block, flags: HTTP2Frame.endStream).bytes + bytes
                + HTTP2Frame.continuation(1, []).bytes, .connectionError(Code.protocolError))
    }

    static let data: [ConformanceCase] = [
        .init(
            "6.1: DATA without a stream", [.data(0, [1], endStream: false)],
            .connectionError(Code.protocolError)),
        .init(
            "6.1: padding as long as the payload",
            [.open(1), .init(kind: .data, flags: 0x9, stream: 1, payload: [4, 1, 0, 0])],
            .connectionError(Code.protocolError)),
        .init(
            "6.1: padding that fills the payload",
            [.open(1), .init(kind: .data, flags: 0x9, stream: 1, payload: [3, 0, 0, 0])],
            .answer(1, "200")),
        .init(
            "4.2: padding without a length",
            [.open(1), .init(kind: .data, flags: 0x9, stream: 1)],
            .connectionError(Code.frameSize)),
        .init(
            "6.1: empty DATA that ends the stream", [.open(1), .data(1, [], endStream: true)],
            .answer(1, "200")),
    ]

    static let headers: [ConformanceCase] = [
        .init("6.2: HEADERS without a stream", [.get(0)], .connectionError(Code.protocolError)),
        .init(
            "6.2: padding longer than the payload",
            [.block(1, [UInt8(block.count + 1)] + block, flags: 0xd)],
            .connectionError(Code.protocolError)),
        .init("6.2: padding", [.block(1, [2] + block + [0, 0], flags: 0xd)], .answer(1, "200")),
        .init(
            "4.2: padding without a length", [.block(1, [], flags: 0xd)],
            .connectionError(Code.frameSize)),
        .init(
            "4.2: a priority cut short", [.block(1, [0, 0, 0, 0], flags: 0x25)],
            .connectionError(Code.frameSize)),
        .init(
            "4.2: a padded priority cut short", [.block(1, [0, 0, 0, 0, 0], flags: 0x2d)],
            .connectionError(Code.frameSize)),
        .init(
            "6.2: a priority", [.block(1, [0, 0, 0, 3, 9] + block, flags: 0x25)],
            .answer(1, "200")),
        .init(
            "6.2: a padded priority", [.block(1, [1, 0, 0, 0, 3, 9] + block + [0], flags: 0x2d)],
            .answer(1, "200")),
        .init(
            "5.3.1: HEADERS that depend on themselves",
            [.block(1, [0, 0, 0, 1, 9] + block, flags: 0x25)],
            .connectionError(Code.protocolError)),
        .init(
            "5.3.1: padded HEADERS that depend on themselves",
            [.block(1, [1, 0x80, 0, 0, 1, 9] + block + [0], flags: 0x2d)],
            .connectionError(Code.protocolError)),
        .init(
            "6.10: a block in CONTINUATION frames, some of them empty",
            [
                .block(1, Array(block.prefix(5)), flags: 1), .continuation(1, [], flags: 0),
                .continuation(1, Array(block.dropFirst(5)), flags: 0), .continuation(1, []),
            ], .answer(1, "200")),
        .init(
            "6.10: CONTINUATION without HEADERS", [.continuation(1, block)],
            .connectionError(Code.protocolError)),
        .init(
            "6.10: CONTINUATION after a complete block",
            [.block(1, block, flags: 4), .continuation(1, [])],
            .connectionError(Code.protocolError)),
        .init(
            "6.10: CONTINUATION after a block continued and complete",
            [.block(1, block, flags: 0), .continuation(1, []), .continuation(1, [])],
            .connectionError(Code.protocolError)),
        .init(
            "6.10: CONTINUATION after DATA",
            [.open(1), .data(1, [1], endStream: false), .continuation(1, [])],
            .connectionError(Code.protocolError)),
    ]

    static let priorityAndReset: [ConformanceCase] = [
        .init(
            "6.3: PRIORITY without a stream", [.priority(0)], .connectionError(Code.protocolError)),
        .init(
            "6.3: PRIORITY of another length",
            [.open(1), .init(kind: .priority, stream: 1, payload: [0, 0, 0, 0])],
            .connectionError(Code.frameSize)),
        .init(
            "5.3.1: PRIORITY that depends on itself", [.open(1), .priority(1, on: 1)],
            .connectionError(Code.protocolError)),
        .init(
            "5.3.1: exclusive PRIORITY that depends on itself", [.priority(3, on: 0x8000_0003)],
            .connectionError(Code.protocolError)),
        .init("5.3: PRIORITY of an idle stream", [.priority(5)], .nothing),
        .init("5.3: PRIORITY on an idle stream", [.priority(5, on: 99)], .nothing),
        .init(
            "6.4: RST_STREAM without a stream", [.reset(0)], .connectionError(Code.protocolError)),
        .init(
            "6.4: RST_STREAM of an idle stream", [.reset(1)], .connectionError(Code.protocolError)),
        .init(
            "6.4: RST_STREAM that is too short",
            [.open(1), .init(kind: .resetStream, stream: 1, payload: [0, 0, 8])],
            .connectionError(Code.frameSize)),
        .init(
            "6.4: RST_STREAM that is too long",
            [.open(1), .init(kind: .resetStream, stream: 1, payload: [0, 0, 0, 8, 0])],
            .connectionError(Code.frameSize)),
        .init("7: RST_STREAM with an unknown code", [.open(1), .reset(1, 0xdead_beef)], .nothing),
    ]

    @Test(
        "frames",
        arguments: preface + format + between + data + headers + priorityAndReset,
        [false, true])
    func table(_ testCase: ConformanceCase, byteByByte: Bool) throws {
        try testCase.check(byteByByte: byteByByte)
    }
}

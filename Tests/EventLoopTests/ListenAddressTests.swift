import Testing

@testable import EventLoop

/// Checks how listen addresses are read and written.
@Suite("Listen address")
struct ListenAddressTests {
    static let valid: [(text: String, address: ListenAddress)] = [
        ("127.0.0.1:8180", .tcp(host: "127.0.0.1", port: 8180)),
        ("0.0.0.0:0", .tcp(host: "0.0.0.0", port: 0)),
        ("[::1]:8180", .tcp(host: "::1", port: 8180)),
        ("[::]:65535", .tcp(host: "::", port: 65535)),
        ("unix:/run/verdict.sock", .unix(path: "/run/verdict.sock")),
        ("unix:a", .unix(path: "a")),
        ("tls:0.0.0.0:8443", .tls(host: "0.0.0.0", port: 8443)),
        ("tls:[::1]:0", .tls(host: "::1", port: 0)),
        ("unix:a,mode=0660", .unix(path: "a", access: SocketAccess(mode: 0o660))),
        ("unix:a,mode=0000", .unix(path: "a", access: SocketAccess(mode: 0))),
        ("unix:a,mode=0777", .unix(path: "a", access: SocketAccess(mode: 0o777))),
        (
            "unix:a,mode=0060,group=web",
            .unix(path: "a", access: SocketAccess(mode: 0o060, group: "web"))
        ),
        (
            "unix:" + String(repeating: "p", count: 107),
            .unix(path: String(repeating: "p", count: 107))
        ),
    ]

    @Test("reads what it writes", arguments: valid)
    func roundTrip(_ text: String, _ address: ListenAddress) throws {
        #expect(try ListenAddress(parsing: text) == address)
        #expect(address.description == text)
    }

    @Test("knows localhost and no other name")
    func localhost() throws {
        let address = try ListenAddress(parsing: "localhost:1")
        #expect(address == .tcp(host: "127.0.0.1", port: 1))
    }

    static let invalid: [(text: String, reason: String)] = [
        ("", "expected HOST:PORT, tls:HOST:PORT or unix:PATH"),
        ("8180", "expected HOST:PORT, tls:HOST:PORT or unix:PATH"),
        (":8180", "the host must be a numeric IP address or `localhost`"),
        ("example.com:80", "the host must be a numeric IP address or `localhost`"),
        ("127.0.0.1:", "the port must be a number from 0 to 65535"),
        ("127.0.0.1:+80", "the port must be a number from 0 to 65535"),
        ("127.0.0.1:65536", "the port must be a number from 0 to 65535"),
        ("::1:80", "an IPv6 address, and no other, goes in brackets: [::1]:8180"),
        ("[127.0.0.1]:80", "an IPv6 address, and no other, goes in brackets: [::1]:8180"),
        ("unix:", "the socket's path is missing"),
        ("unix:,mode=0600", "the socket's path is missing"),
        ("tls:", "expected HOST:PORT, tls:HOST:PORT or unix:PATH"),
        ("tls:tls:127.0.0.1:1", "the host must be a numeric IP address or `localhost`"),
        ("tls:unix:/a", "the port must be a number from 0 to 65535"),
        ("unix:a,mode=1000", "the mode must be octal, from 0 to 0777"),
        ("unix:a,mode=0680", "the mode must be octal, from 0 to 0777"),
        ("unix:a,mode=", "the mode must be octal, from 0 to 0777"),
        ("unix:a,group=", "after the path may come ,mode=OCTAL and ,group=NAME, each once"),
        ("unix:a,", "after the path may come ,mode=OCTAL and ,group=NAME, each once"),
        (
            "unix:a,mode=0600,mode=0666",
            "after the path may come ,mode=OCTAL and ,group=NAME, each once"
        ),
        ("unix:" + String(repeating: "p", count: 108), "the path is longer than 107 bytes"),
    ]

    @Test("refuses, and says why", arguments: invalid)
    func refusal(_ text: String, _ reason: String) {
        #expect(throws: ListenAddressError(text: text, reason: reason)) {
            try ListenAddress(parsing: text)
        }
    }

    @Test("refuses a zero byte, which would end the text early for the kernel")
    func zeroByte() {
        for text in ["127.0.0.1\0:80", "unix:/tmp/a\0b"] {
            #expect(throws: ListenAddressError.self) { try ListenAddress(parsing: text) }
        }
    }
}

import CMicroHTTPD
import HTTPMessage

/// One of libmicrohttpd's connections, lent for one of its callbacks.
///
/// INVARIANT (lifetime): it is used within the callback that it is made in, on that thread.
@safe
struct DaemonConnection: ~Copyable {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    /// The number of its socket, which stays open until libmicrohttpd says that it has ended.
    var fileNumber: Int32 {
        // SAFETY: (lifetime) here and below.
        unsafe cmicrohttpd_connection_file(self.pointer)
    }

    /// Who sits at the other end; `nil` without a certificate that has been verified.
    var peer: Peer? {
        // LIMIT: bytes of a name with its zero; SPIFFE ids have 2,048 at most.
        var name = [CChar](repeating: 0, count: 4_096)
        // SAFETY: (lifetime) the call writes at most so many bytes, the last one zero.
        let isKnown = unsafe name.withUnsafeMutableBufferPointer { name in
            unsafe cmicrohttpd_peer_name(self.pointer, name.baseAddress, name.count)
        }
        guard isKnown == 1, let end = name.firstIndex(of: 0),
            let text = String(
                validating: name[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        else { return nil }
        return Peer(certificateName: text)
    }

    /// How many bytes the head of the request has.
    var headByteCount: Int {
        unsafe cmicrohttpd_head_byte_count(self.pointer)
    }

    /// Hands the header fields of the request over, in order.
    func addHeaders(to exchange: Exchange) {
        let context = unsafe Unmanaged.passUnretained(exchange).toOpaque()
        unsafe MHD_get_connection_values_n(
            self.pointer, .HEADER_KIND,
            { context, _, name, nameCount, value, valueCount in
                guard let context = unsafe context else { return .NO }
                // SAFETY: the context is the exchange, which outlives the call; libmicrohttpd lends
                // name and value, with these lengths, for it. No value is an empty one.
                let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context)
                let nameAddress = UInt(bitPattern: name)
                let valueAddress = UInt(bitPattern: value)
                let name = unsafe UnsafeBufferPointer(start: name, count: nameCount)
                let value = unsafe UnsafeBufferPointer(
                    start: value, count: value == nil ? 0 : valueCount)
                unsafe name.withMemoryRebound(to: UInt8.self) { name in
                    unsafe value.withMemoryRebound(to: UInt8.self) { value in
                        unsafe exchange._withUnsafeGuaranteedRef {
                            $0.layout.add(
                                at: nameAddress, count: name.count, gap: HeadLayout.lineEnd)
                            $0.layout.add(
                                at: valueAddress, count: value.count, gap: HeadLayout.colon)
                            unsafe $0.addHeader(
                                name: Span(_unsafeElements: name),
                                value: Span(_unsafeElements: value))
                        }
                    }
                }
                return .YES
            }, context)
    }

    /// Has an answer sent.
    ///
    /// - Returns: Whether it will be; not if it has a header field that can't be sent.
    func send(_ response: borrowing HTTPResponse, isLast: Bool) -> Bool {
        // SAFETY: the bytes are lent for the call, which copies them.
        let answer: OpaquePointer? = unsafe response.content.withSpan { bytes in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe MHD_create_response_from_buffer(
                    bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                    .RESPMEM_MUST_COPY)
            }
        }
        guard let answer = unsafe answer else { return false }
        // SAFETY: the answer is live until here; queueing it counts a reference of its own.
        defer { unsafe MHD_destroy_response(answer) }
        for field in response.headers {
            // SAFETY: the strings are lent, zero-terminated, for the call, which copies them.
            guard !field.name.utf8.contains(0), !field.value.utf8.contains(0),
                unsafe MHD_add_response_header(answer, field.name, field.value) == .YES
            else { return false }
        }
        if isLast {
            unsafe MHD_add_response_header(answer, "connection", "close")
        }
        return unsafe MHD_queue_response(self.pointer, UInt32(response.status), answer) == .YES
    }
}

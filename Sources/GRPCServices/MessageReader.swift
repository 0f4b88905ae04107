import CEnvoyAuth
import RequestMapping

/// Reads protobuf messages, for one event loop, with protobuf-c in memory of a fixed size.
///
/// INVARIANT (arena): `arena.memory` addresses `arena.size` bytes from `init` to `deinit`.
@safe
final class MessageReader {
    /// LIMIT: bytes of one message once it is unpacked. A request of a browser, with 40 header
    /// fields and a token, takes 10 KiB; what needs more than this is refused.
    static let byteCountMax = 256 * 1024

    private var arena: cenvoyauth_arena

    init() {
        unsafe arena = cenvoyauth_arena(
            memory: .allocate(capacity: Self.byteCountMax), size: Self.byteCountMax, used: 0)
    }

    deinit { unsafe arena.memory.deallocate() }

    /// Reads `CheckRequest` into facts.
    ///
    /// - Parameter claimPath: Where claims stand in the metadata: a namespace, then names within it.
    /// - Returns: `false` if the bytes are no such message, or need too much memory.
    func readCheck(
        _ bytes: Span<UInt8>, into facts: inout RequestFacts, claimPath: [[UInt8]]
    ) -> Bool {
        // SAFETY: (arena) the bytes, the path and the facts are lent for the call, during which alone
        // the sink is called, with `facts` as its context and texts of the length that they have.
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe withUnsafeMutablePointer(to: &facts) { facts in
                unsafe Self.withTexts(claimPath) { path in
                    unsafe cenvoyauth_read_check(
                        &arena, bytes.baseAddress, bytes.count, path.baseAddress, path.count,
                        Self.sink, facts) == 1
                }
            }
        }
    }

    /// The service that a `HealthCheckRequest` asks about; `nil` if the bytes are none.
    func readHealthCheck(_ bytes: Span<UInt8>) -> [UInt8]? {
        var service = unsafe cenvoyauth_text()
        // SAFETY: (arena) the bytes are lent for the call, and the service is copied.
        let isRead = unsafe bytes.withUnsafeBufferPointer {
            unsafe cenvoyauth_read_health_check(&arena, $0.baseAddress, $0.count, &service)
        }
        guard isRead == 1 else { return nil }
        return unsafe Array(UnsafeBufferPointer(start: service.bytes, count: service.count))
    }

    private static let sink: cenvoyauth_sink = { context, fact, name, value in
        // SAFETY: see `readCheck`. A text without bytes may have no address.
        guard let context = unsafe context else { return }
        let facts = unsafe context.assumingMemoryBound(to: RequestFacts.self)
        let name = unsafe Span(
            _unsafeElements: UnsafeBufferPointer(start: name.bytes, count: name.count))
        let value = unsafe Span(
            _unsafeElements: UnsafeBufferPointer(start: value.bytes, count: value.count))
        switch fact {
        case CENVOYAUTH_METHOD: unsafe facts.pointee.setMethod(value)
        case CENVOYAUTH_HOST: unsafe facts.pointee.setHost(value)
        case CENVOYAUTH_TARGET: unsafe facts.pointee.setTarget(value)
        case CENVOYAUTH_SOURCE_ADDRESS: unsafe facts.pointee.setSourceAddress(value)
        case CENVOYAUTH_PEER: unsafe facts.pointee.setPeerName(value)
        case CENVOYAUTH_HEADER: unsafe facts.pointee.add(.header, name, value)
        case CENVOYAUTH_EXTENSION: unsafe facts.pointee.add(.extension, name, value)
        case CENVOYAUTH_CLAIM: unsafe facts.pointee.add(.claim, name, value)
        default: unsafe facts.pointee.add(.claim, name, value, isElement: true)
        }
    }

    /// Lends texts as C has them.
    static func withTexts<Result>(
        _ texts: [[UInt8]], _ body: (UnsafeBufferPointer<cenvoyauth_text>) -> Result
    ) -> Result {
        // SAFETY: all bytes lie in `joined`, which is lent for the call.
        let joined = texts.flatMap(\.self)
        return unsafe joined.withUnsafeBufferPointer { bytes in
            var start = 0
            var list: [cenvoyauth_text] = unsafe []
            for text in texts {
                unsafe list.append(
                    cenvoyauth_text(
                        bytes: bytes.baseAddress.map { unsafe $0 + start }, count: text.count))
                start += text.count
            }
            return unsafe list.withUnsafeBufferPointer { unsafe body($0) }
        }
    }
}

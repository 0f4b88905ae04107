import CMicroHTTPD
import Glibc
import HTTPMessage

/// The functions that libmicrohttpd calls; each finds its exchange and passes the call on.
///
/// INVARIANT (context): the context of all of them is the ``ExchangeDesk``, which lives longer than
/// the daemon; and that of a connection its ``Exchange``, which the desk holds while there is the
/// connection. No references need be counted.
/// INVARIANT (text): all texts are zero-terminated, and lent for the call.
enum DaemonCallbacks {
    // SAFETY: (context) and (text) for each of the following.

    /// A connection has started, or has ended.
    static let onConnection: MHD_NotifyConnectionCallback = { context, connection, store, event in
        guard let context = unsafe context, let connection = unsafe connection,
            let store = unsafe store
        else { return }
        let desk = unsafe Unmanaged<ExchangeDesk>.fromOpaque(context).takeUnretainedValue()
        if event == .CONNECTION_NOTIFY_STARTED {
            let exchange = unsafe desk.open(DaemonConnection(connection))
            unsafe store.pointee = Unmanaged.passUnretained(exchange).toOpaque()
        } else if let exchange = unsafe store.pointee {
            unsafe store.pointee = nil
            unsafe desk.close(Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue())
        }
    }

    /// The first line of a request has come. What is returned is not used.
    static let onTarget: cmicrohttpd_target_callback = { _, target, connection in
        guard let target = unsafe target, let connection = unsafe connection,
            let exchange = unsafe exchange(of: connection)
        else { return nil }
        unsafe withBytes(of: target) {
            exchange.begin(target: $0, at: UInt(bitPattern: target))
        }
        return nil
    }

    /// The head of a request has come, a part of its body, or its end.
    static let onRequest: MHD_AccessHandlerCallback = {
        context, connection, _, method, version, bytes, byteCount, _ in
        guard let context = unsafe context, let connection = unsafe connection,
            let method = unsafe method, let version = unsafe version,
            let byteCount = unsafe byteCount, let exchange = unsafe exchange(of: connection)
        else { return .NO }
        let desk = unsafe Unmanaged<ExchangeDesk>.fromOpaque(context).takeUnretainedValue()
        var mayGoOn = false
        switch exchange.phase {
        case .beginning:
            let methodAddress = UInt(bitPattern: method)
            let versionAddress = UInt(bitPattern: version)
            unsafe withBytes(of: method) { method in
                unsafe withBytes(of: version) { version in
                    exchange.layout.setMethod(at: methodAddress, count: method.count)
                    exchange.layout.add(
                        at: versionAddress, count: version.count, gap: HeadLayout.space)
                    mayGoOn = unsafe desk.receiveHead(
                        exchange, DaemonConnection(connection), method: method, version: version)
                }
            }
        case .receiving:
            let count = unsafe byteCount.pointee
            if count > 0, let bytes = unsafe bytes {
                // SAFETY: libmicrohttpd lends the bytes, of this count, for the call.
                unsafe UnsafeBufferPointer(start: bytes, count: count).withMemoryRebound(
                    to: UInt8.self
                ) { mayGoOn = unsafe exchange.addBody(Span(_unsafeElements: $0)) }
                // All of them have been taken.
                unsafe byteCount.pointee = 0
            } else {
                mayGoOn = unsafe desk.finish(exchange, DaemonConnection(connection))
            }
        case .idle, .answering:
            break
        }
        return mayGoOn ? .YES : .NO
    }

    /// An answer has gone out, or can't any more.
    static let onCompletion: MHD_RequestCompletedCallback = { context, connection, _, _ in
        guard let context = unsafe context, let connection = unsafe connection,
            let exchange = unsafe exchange(of: connection)
        else { return }
        let desk = unsafe Unmanaged<ExchangeDesk>.fromOpaque(context).takeUnretainedValue()
        exchange.end(now: desk.now)
    }

    private static func exchange(of connection: OpaquePointer) -> Exchange? {
        unsafe cmicrohttpd_connection_context(connection).map {
            unsafe Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue()
        }
    }

    private static func withBytes(of text: UnsafePointer<CChar>, _ body: (Span<UInt8>) -> Void) {
        let count = unsafe strlen(text)
        unsafe UnsafeBufferPointer(start: text, count: count).withMemoryRebound(to: UInt8.self) {
            unsafe body(Span(_unsafeElements: $0))
        }
    }
}

import EventLoop
import Glibc
import HTTPMessage

/// Where requests come in whole and answers go out: what libmicrohttpd's callbacks do.
///
/// It belongs to the thread that runs the daemon, as the handler does.
final class ExchangeDesk {
    /// The current moment, as the loop has last read it.
    var now = MonotonicClock.now

    /// Whether every answer is the last on its connection.
    var isDraining = false

    private let handler: any HTTPHandler
    private let interest: HeaderInterest
    private let limits: HTTP1Limits
    private var response = HTTPResponse()

    // INVARIANT (registry): every connection of libmicrohttpd has its exchange here, from the
    // callback that says it has started to the one that says it has ended.
    private var exchanges: [ObjectIdentifier: (exchange: Exchange, fileNumber: Int32)] = [:]

    init(handler: any HTTPHandler, limits: HTTP1Limits) {
        self.handler = handler
        self.interest = handler.headerInterest
        self.limits = limits
    }

    /// How many connections there are.
    var connectionCount: Int { self.exchanges.count }

    /// Whether a request has come, at least in part, and its answer is not out.
    var isBusy: Bool { self.exchanges.values.contains { $0.exchange.phase != .idle } }

    /// A connection has started.
    func open(_ connection: borrowing DaemonConnection) -> Exchange {
        let exchange = Exchange(interest: self.interest, limits: self.limits, now: self.now)
        self.exchanges[ObjectIdentifier(exchange)] = (exchange, connection.fileNumber)
        return exchange
    }

    /// A connection has ended.
    func close(_ exchange: Exchange) {
        self.exchanges[ObjectIdentifier(exchange)] = nil
    }

    /// The head of a request has come.
    ///
    /// - Returns: Whether the connection may go on.
    func receiveHead(
        _ exchange: Exchange, _ connection: borrowing DaemonConnection, method: Span<UInt8>,
        version: Span<UInt8>
    ) -> Bool {
        exchange.setMethod(method, version: version)
        exchange.setPeer { connection.peer }
        connection.addHeaders(to: exchange)
        exchange.layout.finish(byteCount: connection.headByteCount)
        guard exchange.endHead() else { return true }
        return self.answer(exchange, connection, isLast: true)
    }

    /// All of a request has come.
    ///
    /// - Returns: Whether the connection may go on.
    func finish(_ exchange: Exchange, _ connection: borrowing DaemonConnection) -> Bool {
        self.answer(exchange, connection, isLast: self.isDraining)
    }

    private func answer(
        _ exchange: Exchange, _ connection: borrowing DaemonConnection, isLast: Bool
    ) -> Bool {
        exchange.beginAnswer()
        self.response.removeAll(bodyCapacityMax: self.limits.bodyByteCountMax)
        if let refusal = exchange.refusal {
            self.response.setText(status: refusal.status, refusal.line(self.limits))
        } else {
            self.handler.respond(to: exchange.request, with: &self.response)
            if self.response.isDeferred {
                self.response.setText(status: 503, "there is no answer yet")
            }
        }
        if connection.send(self.response, isLast: isLast) { return true }
        self.response.setText(status: 500, "the answer can't be sent")
        return connection.send(self.response, isLast: true)
    }

    /// Cuts connections off that have gone without an exchange for too long.
    func sweep() {
        for (exchange, fileNumber) in self.exchanges.values
        where self.now - exchange.restingSince > self.limits.exchangeDurationMax {
            // libmicrohttpd owns the socket, and finds its end when it next runs. Until then the
            // number is the socket's, by (registry).
            shutdown(fileNumber, Int32(SHUT_RDWR))
        }
    }
}

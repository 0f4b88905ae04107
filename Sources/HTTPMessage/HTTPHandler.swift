/// Answers requests. Each event loop has a handler of its own, so a handler may keep scratch space
/// without any lock.
///
/// A handler must not block: no files, no locks that are held for long, no network.
package protocol HTTPHandler: AnyObject {
    /// Answers one request, or sets ``HTTPResponse/isDeferred`` if that is not possible yet.
    ///
    /// A request whose answer is deferred waits with its body, and the handler is asked again:
    /// whenever somebody says that there is news, and several times a second anyhow.
    /// ``HTTPRequest/waited`` tells how long it has waited, so that the handler can give up.
    ///
    /// - Parameters:
    ///   - request: The request, complete, lent for the duration of the call.
    ///   - response: The answer to fill in. It comes empty, with status 200; what memory it has
    ///     from earlier answers is there to be used again.
    func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse)

    /// Which header fields ``respond(to:with:)`` may ask for; all of them by default.
    ///
    /// It is asked once, before the first request. Every name left out saves copying.
    var headerInterest: HeaderInterest { get }

    /// The event loop has woken, and requests may come until ``turnDidEnd()``.
    ///
    /// Every ``respond(to:with:)`` falls between the two, so whatever a handler borrows from
    /// other threads, such as a snapshot, it need not hold on to while the loop sleeps.
    func turnWillBegin()

    /// The event loop is done with all that has come, and may be about to sleep, or to end.
    func turnDidEnd()
}

extension HTTPHandler {
    /// Every field.
    package var headerInterest: HeaderInterest { .all }

    /// Does nothing.
    package func turnWillBegin() {}

    /// Does nothing.
    package func turnDidEnd() {}
}

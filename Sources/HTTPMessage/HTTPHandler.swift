/// Answers requests. Each event loop has a handler of its own, so a handler may keep scratch space
/// without any lock.
///
/// A handler must not block: no files, no locks that are held for long, no network.
package protocol HTTPHandler: AnyObject {
    /// Answers one request.
    ///
    /// - Parameters:
    ///   - request: The request, complete, lent for the duration of the call.
    ///   - response: The answer to fill in. It comes empty, with status 200; what memory it has
    ///     from earlier answers is there to be used again.
    func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse)
}

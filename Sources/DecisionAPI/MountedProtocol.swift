import HTTPMessage

/// A protocol that is served beside AuthZEN, on paths of its own.
///
/// It belongs to one event loop, whose ``DecisionSource`` it shares with the router that it is
/// mounted on; the router begins and ends the source's turns.
package protocol MountedProtocol: AnyObject {
    /// The header fields that ``respond(to:with:)`` may ask for, by their names.
    var headerNames: [String] { get }

    /// Whether it may ask for any field, whatever ``headerNames`` says.
    var wantsAllHeaders: Bool { get }

    /// What metrics call it.
    var countedAs: CountedProtocol { get }

    /// Answers a request, if it is one of this protocol; see ``HTTPHandler/respond(to:with:)``.
    ///
    /// - Returns: Whether it is. If not, the response has been left alone.
    func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) -> Bool
}

extension MountedProtocol {
    /// No.
    package var wantsAllHeaders: Bool { false }

    /// One among others.
    package var countedAs: CountedProtocol { .other }
}

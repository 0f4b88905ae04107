import PolicyModel

/// What a decision point remembers of a request's body.
package enum BodyRecall {
    /// The decision: the same bytes have been decided before.
    case decided(Decision)

    /// Nothing that could be answered. The body has to be read, and whoever finds a question in it
    /// passes the ticket on with that question, so that the decision is remembered for the body.
    case unread(BodyTicket)
}

/// A body that is not remembered yet, or that shall be read although it is.
///
/// It belongs to one body and one turn. It is passed on by hand, from the look-up to the decision,
/// so that no decision can be remembered for a body that it is not about.
package struct BodyTicket: BitwiseCopyable {
    /// What stands for the body; `nil` if it is not to be remembered.
    let fingerprint: Fingerprint?

    /// What is remembered, if that is to be audited.
    let suspect: Decision?

    init(fingerprint: Fingerprint?, suspect: Decision? = nil) {
        self.fingerprint = fingerprint
        self.suspect = suspect
    }

    /// That of a question without a body, or of a body that is not to be remembered.
    package static let forgotten = BodyTicket(fingerprint: nil)
}

import Directory
import FlatMemory
import PolicyModel

/// What is proven about whoever sends requests, for policies to ask about.
///
/// | condition key | what | present if |
/// |---|---|---|
/// | `verdict:CallerName` | the name of its bearer token | it has shown one |
/// | `verdict:PeerName` | the name in its client certificate | it has shown one |
///
/// No client can set these: members of a request that begin with `verdict:` are dropped, and a
/// source adds these facts itself. One value serves many requests.
package final class CallerFacts: Sendable {
    /// The name of the bearer token.
    package let callerName: String?
    /// The name in the client certificate, see `Peer.certificateName`.
    package let peerName: String?

    /// The condition key of ``callerName``, in lower case as keys are compared.
    package static let callerNameKey: StaticString = "verdict:callername"
    /// The condition key of ``peerName``.
    package static let peerNameKey: StaticString = "verdict:peername"

    /// All of it in bytes, different for facts that differ: what is remembered of one caller's
    /// request must not answer another's.
    let bytes: [UInt8]

    /// Creates facts; `nil` if there is none.
    ///
    /// - Precondition: The token's name has no zero byte.
    package init?(callerName: String? = nil, peerName: String? = nil) {
        guard callerName != nil || peerName != nil else { return nil }
        self.callerName = callerName
        self.peerName = peerName
        let name = callerName ?? ""
        precondition(!name.utf8.contains(0), "a token's name with a zero byte")
        // What is there, the first name, its end, the second name: read in one way only.
        let presence: UInt8 = (callerName == nil ? 0 : 1) | (peerName == nil ? 0 : 2)
        bytes = [presence] + Array(name.utf8) + [0] + Array((peerName ?? "").utf8)
    }

    /// Adds the facts to a question in strings, in place of whatever stands there.
    static func add(_ facts: CallerFacts?, to query: inout Query) {
        query.context["\(callerNameKey)"] = facts?.callerName.map { .single($0) }
        query.context["\(peerNameKey)"] = facts?.peerName.map { .single($0) }
    }

    /// Adds the facts to a question in bytes, which has no key that begins with `verdict:`.
    func add(to question: inout Question) {
        if let callerName { Self.add(Self.callerNameKey, callerName, to: &question) }
        if let peerName { Self.add(Self.peerNameKey, peerName, to: &question) }
    }

    private static func add(_ key: StaticString, _ value: String, to question: inout Question) {
        let name = question.append(fixed: key)
        let values: InlineArray<1, TextRange> = [question.append(value)]
        question.addKey(name, isMultiple: false, values: values.span)
    }
}

import Directory
import FlatMemory
import PolicyModel

/// What is proven about whoever sends requests, for policies to ask about.
///
/// | condition key | what | present if |
/// |---|---|---|
/// | `verdict:CallerName` | the name of its bearer token | it has shown one |
/// | `verdict:PeerName` | the name in its client certificate | it has shown one |
/// | `verdict:PeerUserId` | the number of its process's user | it asks over a Unix socket |
///
/// No client can set these: members of a request that begin with `verdict:` are dropped, and a
/// source adds these facts itself. One value serves many requests.
package final class CallerFacts: Sendable {
    /// The name of the bearer token.
    package let callerName: String?
    /// The name in the client certificate, see `Peer.certificateName`.
    package let peerName: String?
    /// The user of the process that has connected to a Unix socket.
    package let peerUserID: UInt32?

    /// The condition key of ``callerName``, in lower case as keys are compared.
    package static let callerNameKey: StaticString = "verdict:callername"
    /// The condition key of ``peerName``.
    package static let peerNameKey: StaticString = "verdict:peername"
    /// The condition key of ``peerUserID``.
    package static let peerUserIDKey: StaticString = "verdict:peeruserid"

    /// All of it in bytes, different for facts that differ: what is remembered of one caller's
    /// request must not answer another's.
    let bytes: [UInt8]

    /// Creates facts; `nil` if there is none.
    ///
    /// - Precondition: The token's name has no zero byte.
    package init?(
        callerName: String? = nil, peerName: String? = nil, peerUserID: UInt32? = nil
    ) {
        guard callerName != nil || peerName != nil || peerUserID != nil else { return nil }
        self.callerName = callerName
        self.peerName = peerName
        self.peerUserID = peerUserID
        let name = callerName ?? ""
        precondition(!name.utf8.contains(0), "a token's name with a zero byte")
        // What is there, the user, the first name, its end, the second name: read in one way only.
        let presence: UInt8 =
            (callerName == nil ? 0 : 1) | (peerName == nil ? 0 : 2) | (peerUserID == nil ? 0 : 4)
        let user = peerUserID ?? 0
        bytes =
            [presence] + (0..<4).map { UInt8(truncatingIfNeeded: user >> ($0 * 8)) }
            + Array(name.utf8) + [0] + Array((peerName ?? "").utf8)
    }

    /// Adds the facts to a question in strings, in place of whatever stands there.
    static func add(_ facts: CallerFacts?, to query: inout Query) {
        query.context["\(callerNameKey)"] = facts?.callerName.map { .single($0) }
        query.context["\(peerNameKey)"] = facts?.peerName.map { .single($0) }
        query.context["\(peerUserIDKey)"] = facts?.peerUserID.map { .single("\($0)") }
    }

    /// Adds the facts to a question in bytes, which has no key that begins with `verdict:`.
    func add(to question: inout Question) {
        if let callerName { Self.add(Self.callerNameKey, callerName, to: &question) }
        if let peerName { Self.add(Self.peerNameKey, peerName, to: &question) }
        if let peerUserID { Self.add(Self.peerUserIDKey, "\(peerUserID)", to: &question) }
    }

    private static func add(_ key: StaticString, _ value: String, to question: inout Question) {
        let name = question.append(fixed: key)
        let values: InlineArray<1, TextRange> = [question.append(value)]
        question.addKey(name, isMultiple: false, values: values.span)
    }
}

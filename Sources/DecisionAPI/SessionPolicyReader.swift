import Directory
import PolicyLanguage
import StrictJSON

/// Reads `subject.properties.sessionPolicies`: one session policy or a list of them, each a
/// document, a document as JSON text (which is how AWS's API takes them), or the ARN of a managed
/// policy.
struct SessionPolicyReader {
    /// How many session policies there may be.
    ///
    /// LIMIT: AWS takes one document and ten ARNs.
    static let countMax = 11

    let tree: JSONTree

    /// Reads the member's value.
    ///
    /// - Throws: The first policy that is no valid session policy.
    func read(
        _ node: JSONTree.Node, _ member: String
    ) throws(RequestError) -> [Query.SessionPolicy] {
        guard tree.kind(node) == .array else { return [try readPolicy(node, member)] }
        var policies: [Query.SessionPolicy] = []
        for element in tree.elements(of: node) {
            guard policies.count < Self.countMax else {
                throw RequestError(
                    .badRequest, "member `\(member)` has more than \(Self.countMax) policies")
            }
            policies.append(try readPolicy(element, "\(member)[\(policies.count)]"))
        }
        return policies
    }

    private func readPolicy(
        _ node: JSONTree.Node, _ member: String
    ) throws(RequestError) -> Query.SessionPolicy {
        if let text = tree.string(node), text.hasPrefix("arn:") { return .managed(text) }
        guard tree.kind(node) == .object || tree.kind(node) == .string else {
            throw .mistyped(member, expected: "a policy document or a managed policy's ARN")
        }
        // The session exists, so AWS has accepted its policies.
        let reading = PolicyReader(tree).read(node, as: .session, origin: .stored)
        guard !reading.hasErrors, let document = reading.document else {
            let error = reading.findings.first { $0.severity == .error }
            throw RequestError(
                .badRequest, "member `\(member)`: \((error?.message ?? "unreadable").quotable)")
        }
        return .document(document)
    }
}

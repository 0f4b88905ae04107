import Directory
import StrictJSON

/// Reads `subject.properties.sessionPolicies`.
struct SessionPolicyReader {
    let tree: JSONTree

    func read(
        _ node: JSONTree.Node, _ member: String
    ) throws(RequestError) -> [Query.SessionPolicy] {
        throw .mistyped(member, expected: "absent")
    }
}

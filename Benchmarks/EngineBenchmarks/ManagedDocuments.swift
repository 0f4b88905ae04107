import Files
import PolicyLanguage
import PolicyModel
import StrictJSON
import SyntheticWorkload

/// Managed policies of real size: AWS's own where a file of them is at hand, else made-up ones.
struct ManagedDocuments {
    /// `aws` or `made`.
    let origin: String
    let documents: [(name: String, document: PolicyDocument)]

    /// - Parameter path: A JSON object with a member for each policy, whose `document` is the
    ///   policy; or `nil`.
    init(path: String?) throws {
        guard let path else {
            origin = "made"
            documents = ManagedPolicyMaker.documents(count: 1_500)
            return
        }
        let tree = try JSONTree(parsing: try FileContents.read(path, byteCountMax: 64 << 20))
        let reader = PolicyReader(tree)
        origin = "aws"
        documents = tree.members(of: tree.root).compactMap { name, value in
            tree.member("document", of: value).flatMap { node in
                reader.read(node, as: .identity, origin: .stored).document.map {
                    (name: tree.string(name) ?? "", document: $0)
                }
            }
        }
    }
}

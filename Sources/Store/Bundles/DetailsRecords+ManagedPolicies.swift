import Identities
import PolicyLanguage
import StrictJSON

/// Managed policies, with all their versions.
extension DetailsRecords {
    mutating func readManagedPolicy(_ node: JSONTree.Node) -> ManagedPolicyRecord? {
        guard let head = readHead(node, sort: "policy", id: "PolicyId") else { return nil }
        let nodes = text.objects("PolicyVersionList", of: node)
        var versions: [ManagedPolicyRecord.Version] = []
        var inForce: Int?
        for version in nodes {
            let isInForce = text.flag("IsDefaultVersion", of: version)
            guard let number = readNumber(version, isOnly: nodes.count == 1),
                let document = text.requiredDocumentText("Document", of: version)
            else { return nil }
            if isInForce { inForce = number }
            versions.append(
                .init(
                    number: number, document: document,
                    created: text.date("CreateDate", of: version)))
        }
        versions.sort { $0.number < $1.number }
        let numbers = Set(versions.map(\.number))
        guard let inForce, let last = versions.last, numbers.count == versions.count else {
            text.report(node, "policy `\(head.name)` has no default version, or one version twice")
            return nil
        }
        return ManagedPolicyRecord(
            head: head, account: account, description: text.string("Description", of: node) ?? "",
            versions: versions, defaultVersion: inForce,
            // Versions of higher numbers may be gone; nobody knows.
            nextVersion: last.number + 1, updated: text.date("UpdateDate", of: node))
    }

    /// The number in `v7`. The only version may leave it out.
    private mutating func readNumber(_ version: JSONTree.Node, isOnly: Bool) -> Int? {
        if isOnly, text.tree.member("VersionId", of: version) == nil { return 1 }
        guard let id = text.requiredString("VersionId", of: version) else { return nil }
        // LIMIT: far more than anybody makes, and still there is a next one.
        guard id.utf8.first == UInt8(ascii: "v"), let number = Int(id.dropFirst()),
            (1..<1_000_000_000).contains(number), id == "v\(number)"
        else {
            text.report(version, "`\(id)` is not the id of a version")
            return nil
        }
        return number
    }
}

import Identities
import QueryProtocol

/// The condition keys that an operation gives values to.
///
/// Source: *Service authorization reference*, IAM.
struct RequestKeys: OptionSet {
    let rawValue: Int

    /// `iam:PermissionsBoundary`: the boundary that the target has.
    static let boundary = RequestKeys(rawValue: 1)
    /// `iam:PermissionsBoundary`: the one that it is to get.
    static let newBoundary = RequestKeys(rawValue: 2)
    /// `iam:PolicyARN`: the policy to attach or detach.
    static let policy = RequestKeys(rawValue: 4)
    /// `aws:RequestTag/…` and `aws:TagKeys`: the tags to set.
    static let requestTags = RequestKeys(rawValue: 8)
    /// `aws:TagKeys`: the tags to remove.
    static let tagKeys = RequestKeys(rawValue: 16)
    /// `iam:AWSServiceName`: whose role is to be made.
    static let linkedService = RequestKeys(rawValue: 32)

    /// The keys with their values; one without a value is not there.
    func context(
        of request: Request, _ target: Target.Found
    ) throws(QueryError) -> [String: [String]] {
        var context = target.tagContext
        if contains(.boundary), let boundary = target.boundary {
            context["iam:PermissionsBoundary"] = [boundary]
        }
        if contains(.newBoundary), let boundary = try request.boundaryARN() {
            context["iam:PermissionsBoundary"] = [boundary]
        }
        if contains(.policy) { context["iam:PolicyARN"] = [try request.policyARN().text] }
        if contains(.linkedService) {
            context["iam:AWSServiceName"] = [try request.text("AWSServiceName", .serviceName)]
        }
        if contains(.requestTags) {
            let tags = try request.tags()
            for tag in tags { context["aws:RequestTag/\(tag.key)"] = [tag.value] }
            if !tags.isEmpty { context["aws:TagKeys"] = tags.map(\.key) }
        }
        if contains(.tagKeys) { context["aws:TagKeys"] = try request.tagKeys() }
        return context
    }
}

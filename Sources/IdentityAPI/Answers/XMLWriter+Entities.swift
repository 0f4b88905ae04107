import ConditionValues
import HTTPMessage
import Identities
import QueryProtocol

/// Entities as answers show them.
extension XMLWriter {
    /// How much an answer shows. Lists leave out what is dear to find in AWS's own store, and
    /// clients know it.
    enum Detail {
        case full, listed
    }

    /// The members of `Role`.
    mutating func members(of role: RoleRecord, _ detail: Detail) {
        head(role)
        document("AssumeRolePolicyDocument", role.trustPolicy)
        if !role.description.isEmpty { element("Description", role.description) }
        element("MaxSessionDuration", role.sessionSecondsMax)
        guard detail == .full else { return }
        boundary(role.policies.boundary)
        tags(role.head.tags)
        // Nothing counts uses of roles; the empty element is AWS's for a role never used.
        element("RoleLastUsed") { _ in }
    }

    /// The members of `User`.
    mutating func members(of user: UserRecord, _ detail: Detail) {
        head(user)
        guard detail == .full else { return }
        boundary(user.policies.boundary)
        tags(user.head.tags)
    }

    /// What all entities have: `Path`, `RoleName`, `RoleId`, `Arn` and `CreateDate`.
    mutating func head<Owner: PolicyOwner>(_ owner: Owner) {
        element("Path", owner.head.path)
        element(Owner.noun + "Name", owner.head.name)
        element(Owner.noun + "Id", owner.head.id)
        element("Arn", owner.arn)
        date("CreateDate", owner.head.created)
    }

    /// A date and time.
    mutating func date(_ name: String, _ epochSeconds: Int64) {
        element(name, Timestamp(epochSeconds: epochSeconds))
    }

    /// A policy document, percent-encoded as RFC 3986 has it.
    mutating func document(_ name: String, _ text: String) {
        element(name, PercentEncoding.encoded(text))
    }

    /// `Tags`, by key; left out if there are none.
    mutating func tags(_ tags: [Tag]) {
        if !tags.isEmpty {
            list("Tags", tags.sorted { $0.key < $1.key }) { $0.members(of: $1) }
        }
    }

    /// The members of `Tag`.
    mutating func members(of tag: Tag) {
        element("Key", tag.key)
        element("Value", tag.value)
    }

    /// `PermissionsBoundary`, left out if there is none.
    mutating func boundary(_ arn: String?) {
        guard let arn else { return }
        element("PermissionsBoundary") {
            $0.element("PermissionsBoundaryType", "PermissionsBoundaryPolicy")
            $0.element("PermissionsBoundaryArn", arn)
        }
    }
}

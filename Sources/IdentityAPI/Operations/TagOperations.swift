import Identities
import QueryProtocol

extension Operation {
    /// Tagging a sort of entity.
    static func tags<Owner: PolicyOwner>(_ sort: Owner.Type) -> [Operation] {
        let name = sort.noun + "Name"
        return [
            Operation(
                "Tag\(sort.noun)", on: .existing(sort), seeing: .requestTags,
                taking: [name, "Tags"]
            ) { request throws(QueryError) in try request.tag(sort) },
            Operation(
                "Untag\(sort.noun)", on: .existing(sort), seeing: .tagKeys,
                taking: [name, "TagKeys"]
            ) { request throws(QueryError) in try request.untag(sort) },
            Operation(
                "List\(sort.noun)Tags", on: .existing(sort), taking: paging.union([name])
            ) { request throws(QueryError) in try request.listTags(of: sort) },
        ]
    }
}

/// Tags of users and roles, service-linked roles included.
///
/// Keys ignore case and keep it. Source: IAM User Guide, *Tags for IAM resources*.
extension Request {
    func tag<Owner: PolicyOwner>(_ sort: Owner.Type) throws(QueryError) -> APIOutcome {
        let tags = try tags()
        guard !tags.isEmpty else { throw .missing("Tags") }
        var owner = try changeable(sort, evenLinked: true)
        for tag in tags { owner.head.set(tag) }
        guard owner.head.tags.count <= view.quotas.tagsPerEntity else {
            throw .limitExceeded(
                "Cannot exceed quota for TagsPer\(sort.noun): \(view.quotas.tagsPerEntity)")
        }
        return .changing(owner.put)
    }

    /// Keys of tags that aren't there are passed over.
    func untag<Owner: PolicyOwner>(_ sort: Owner.Type) throws(QueryError) -> APIOutcome {
        let keys = Set(try tagKeys().map { $0.lowercased() })
        var owner = try changeable(sort, evenLinked: true)
        owner.head.tags.removeAll { keys.contains($0.key.lowercased()) }
        return .changing(owner.put)
    }

    func listTags<Owner: PolicyOwner>(of sort: Owner.Type) throws(QueryError) -> APIOutcome {
        let owner = try existing(sort)
        // Keys can be too long for a marker; there are few enough tags to count them instead.
        let tags = owner.head.tags.sorted { $0.key < $1.key }.enumerated()
        let page = try page(Array(tags), of: owner.arn) { String($0.offset + 10_000) }
        return .answer { $0.page(page, as: "Tags") { $0.members(of: $1.element) } }
    }
}

extension EntityHead {
    fileprivate mutating func set(_ tag: Tag) {
        let key = tag.key.lowercased()
        if let index = tags.firstIndex(where: { $0.key.lowercased() == key }) {
            tags[index] = tag
        } else {
            tags.append(tag)
        }
    }
}

import Identities
import QueryProtocol

extension Operation {
    /// Embedding policies in a sort of entity.
    static func inlinePolicies<Owner: PolicyOwner>(_ sort: Owner.Type) -> [Operation] {
        let name = sort.noun + "Name"
        let keys: RequestKeys = sort.hasBoundary ? .boundary : []
        return [
            Operation(
                "Put\(sort.noun)Policy", on: .existing(sort), seeing: keys,
                taking: [name, "PolicyName", "PolicyDocument"]
            ) { request throws(QueryError) in try request.putPolicy(in: sort) },
            Operation(
                "Get\(sort.noun)Policy", on: .existing(sort), taking: [name, "PolicyName"]
            ) { request throws(QueryError) in try request.getPolicy(in: sort) },
            Operation(
                "List\(sort.noun)Policies", on: .existing(sort), taking: paging.union([name])
            ) { request throws(QueryError) in try request.listPolicies(in: sort) },
            Operation(
                "Delete\(sort.noun)Policy", on: .existing(sort), seeing: keys,
                taking: [name, "PolicyName"]
            ) { request throws(QueryError) in try request.deletePolicy(in: sort) },
        ]
    }
}

/// Inline policies of users, groups and roles. The names of an owner's policies differ in more
/// than case, as all names of IAM do.
extension Request {
    func putPolicy<Owner: PolicyOwner>(in sort: Owner.Type) throws(QueryError) -> APIOutcome {
        let name = try text("PolicyName", .policyName)
        let document = try document("PolicyDocument", as: .identity)
        var owner = try changeable(sort)
        let policy = PolicyAttachments.Inline(name: name, document: document)
        if let index = owner.policies.inlineIndex(name) {
            owner.policies.inline[index] = policy
        } else {
            owner.policies.inline.append(policy)
        }
        let size = owner.policies.inline.reduce(0) { $0 + $1.document.policySize }
        let sizeMax = view.quotas.inlineSizes[keyPath: sort.inlineSize]
        guard size <= sizeMax else {
            throw .limitExceeded(
                "Maximum policy size of \(sizeMax) bytes exceeded for \(sort.word) "
                    + owner.head.name)
        }
        return .changing(owner.put)
    }

    func getPolicy<Owner: PolicyOwner>(in sort: Owner.Type) throws(QueryError) -> APIOutcome {
        let (owner, index) = try inlinePolicy(of: try existing(sort))
        let policy = owner.policies.inline[index]
        return .answer {
            $0.element(sort.noun + "Name", owner.head.name)
            $0.element("PolicyName", policy.name)
            $0.document("PolicyDocument", policy.document)
        }
    }

    func listPolicies<Owner: PolicyOwner>(in sort: Owner.Type) throws(QueryError) -> APIOutcome {
        let owner = try existing(sort)
        let names = owner.policies.inline.map(\.name)
        let page = try page(names, of: owner.arn) { $0.lowercased() }
        return .answer { $0.page(page, as: "PolicyNames") { $0.text($1) } }
    }

    func deletePolicy<Owner: PolicyOwner>(in sort: Owner.Type) throws(QueryError) -> APIOutcome {
        var (owner, index) = try inlinePolicy(of: try changeable(sort))
        owner.policies.inline.remove(at: index)
        return .changing(owner.put)
    }

    private func inlinePolicy<Owner: PolicyOwner>(
        of owner: Owner
    ) throws(QueryError) -> (Owner, Int) {
        let name = try text("PolicyName", .policyName)
        guard let index = owner.policies.inlineIndex(name) else {
            throw .noSuchEntity("The \(Owner.word) policy with name \(name) cannot be found.")
        }
        return (owner, index)
    }
}

extension PolicyAttachments {
    fileprivate func inlineIndex(_ name: String) -> Int? {
        inline.firstIndex { $0.name.lowercased() == name.lowercased() }
    }
}

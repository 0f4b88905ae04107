import FlatMemory
import PolicyModel

/// Decisions on whole arrangements of policies.
extension Evaluator {
    /// Decides a request, without naming statements.
    ///
    /// - Parameter request: Memory to prepare the request in.
    package mutating func decide(
        _ asked: borrowing AuthorizationRequest,
        under policies: borrowing ApplicablePolicies<StatementSet>,
        preparing request: inout PreparedRequest
    ) -> Decision {
        run(asked, under: policies, collectsAll: false, &request)
        return end(request)
    }

    /// Decides a request and names the statements that determined the answer.
    ///
    /// - Parameter request: Memory to prepare the request in.
    package mutating func explain(
        _ asked: borrowing AuthorizationRequest,
        under policies: borrowing ApplicablePolicies<StatementSet>,
        preparing request: inout PreparedRequest
    ) -> Explanation {
        run(asked, under: policies, collectsAll: true, &request)
        return explanation(request)
    }

    private mutating func run(
        _ asked: borrowing AuthorizationRequest,
        under policies: borrowing ApplicablePolicies<StatementSet>, collectsAll: Bool,
        _ request: inout PreparedRequest
    ) {
        let namesCaller =
            policies.resource != nil || policies.endpoint != nil
            || !policies.resourceControl.isEmpty
        request.prepare(asked, namesCaller: namesCaller)
        request.hasBoundary = !policies.boundaries.isEmpty
        begin(request, collectsAll: collectsAll)
        for level in policies.serviceControl { add(level, as: .serviceControl, request) }
        for level in policies.resourceControl { add(level, as: .resourceControl, request) }
        if let set = policies.endpoint { add(set, as: .endpoint, request) }
        if let set = policies.resource { add(set, as: .resource, request) }
        if let set = policies.identity { add(set, as: .identity, request) }
        for set in policies.boundaries { add(set, as: .boundary, request) }
        if let set = policies.session { add(set, as: .session, request) }
    }
}

extension ApplicablePolicies<[NamedPolicy]> {
    /// The same policies, compiled.
    ///
    /// - Throws: ``CompileError`` if some set is beyond what the engine can hold.
    package func compiled(
        hash: KeyedHash
    ) throws(CompileError) -> ApplicablePolicies<StatementSet> {
        try map { (policies, type) throws(CompileError) in
            try StatementSet(compiling: policies, as: type, hash: hash)
        }
    }
}

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
        prepare(asked, under: policies, &request)
        begin(request)
        for (set, type) in policies.members { add(set, as: type, request) }
        return end(request)
    }

    /// Decides a request and names the statements that determined the answer.
    ///
    /// - Parameters:
    ///   - policies: What the sets were compiled of, in the same arrangement.
    ///   - request: Memory to prepare the request in.
    package mutating func explain(
        _ asked: borrowing AuthorizationRequest,
        under sets: borrowing ApplicablePolicies<StatementSet>,
        of policies: borrowing ApplicablePolicies<[NamedPolicy]>,
        preparing request: inout PreparedRequest
    ) -> Explanation {
        prepare(asked, under: sets, &request)
        begin(request, collectsAll: true)
        let sets = sets.members
        let policies = policies.members
        precondition(sets.count == policies.count, "sets and policies are arranged differently")
        for (index, (set, type)) in sets.enumerated() {
            add(set, of: policies[index].policies, as: type, request)
        }
        return explanation(request)
    }

    private func prepare(
        _ asked: borrowing AuthorizationRequest,
        under policies: borrowing ApplicablePolicies<StatementSet>,
        _ request: inout PreparedRequest
    ) {
        let namesCaller =
            policies.resource != nil || policies.endpoint != nil
            || !policies.resourceControl.isEmpty
        request.prepare(asked, namesCaller: namesCaller)
        request.hasBoundary = !policies.boundaries.isEmpty
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

import FlatMemory
import PolicyModel

/// Puts compiled policies of all types together into a decision.
///
/// The order of evaluation follows the IAM user guide: an explicit deny anywhere wins; then what
/// services refuse by themselves; then every level of the organization, the endpoint, and at last
/// identity side and resource side must allow. One value serves one thread.
package struct Evaluator: ~Copyable {
    private var request: PreparedRequest
    private var scratch = MatchScratch()

    /// Creates an evaluator for policies compiled with the same hash.
    package init(hash: KeyedHash) { request = PreparedRequest(hash: hash) }

    /// A decision with its reasons.
    package struct Explanation: Sendable {
        /// The answer.
        package var decision: Decision
        /// The statements that determined it: all matching Deny statements of an explicit deny, all
        /// matching Allow statements of an allow, else those that allowed in vain.
        package var statements: [StatementReference]
        /// Whether an internal limit kept the engine from deciding, so that it denied.
        package var isOverLimit: Bool

        /// The answer where the engine cannot decide: deny.
        package static let undecided = Explanation(
            decision: .implicitDeny, statements: [], isOverLimit: true)
    }

    /// Decides one request, without naming statements.
    ///
    /// - Complexity: a few probes for each set, whatever the number of statements.
    package mutating func decide(
        _ asked: borrowing AuthorizationRequest,
        under policies: borrowing ApplicablePolicies<StatementSet>
    ) -> Explanation {
        explain(asked, under: policies, collectsAll: false)
    }

    /// Decides one request and names the statements that determined the answer.
    package mutating func explain(
        _ asked: borrowing AuthorizationRequest,
        under policies: borrowing ApplicablePolicies<StatementSet>
    ) -> Explanation {
        explain(asked, under: policies, collectsAll: true)
    }

    private mutating func explain(
        _ asked: borrowing AuthorizationRequest,
        under policies: borrowing ApplicablePolicies<StatementSet>, collectsAll: Bool
    ) -> Explanation {
        let namesCaller =
            policies.resource != nil || policies.endpoint != nil
            || !policies.resourceControl.isEmpty
        request.prepare(asked, namesCaller: namesCaller)
        request.hasBoundary = !policies.boundaries.isEmpty
        scratch.isOverLimit = false
        var statements: [StatementReference] = []
        var evaluation = Evaluation()
        let hasSide = request.hasIdentitySide
        let isExempt = request.isServiceLinkedRole

        if hasSide, !isExempt {
            for level in policies.serviceControl {
                evaluation.limit(run(level, collectsAll, &evaluation, &statements))
            }
        }
        if !isExempt, !policies.resourceControl.isEmpty, request.isUnderResourceControl {
            for level in policies.resourceControl {
                evaluation.limit(run(level, collectsAll, &evaluation, &statements))
            }
        }
        if let set = policies.endpoint {
            evaluation.limit(run(set, collectsAll, &evaluation, &statements))
        }
        if let set = policies.resource {
            evaluation.granted = run(set, collectsAll, &evaluation, &statements)
        }
        if let set = policies.identity {
            evaluation.identity = run(set, collectsAll, &evaluation, &statements) != .none
        }
        for set in policies.boundaries {
            let allowed = run(set, collectsAll, &evaluation, &statements)
            if allowed == .none { evaluation.boundaries = false }
        }
        // GetFederationToken gives nothing unless session policies say what.
        evaluation.session = request.callerKind != .federatedUser
        if let set = policies.session {
            evaluation.session = run(set, collectsAll, &evaluation, &statements) != .none
        }

        var decision = evaluation.decision(request)
        // A limit met on the way may have hidden a Deny.
        if scratch.isOverLimit, decision == .allow { decision = .implicitDeny }
        guard collectsAll else {
            return Explanation(
                decision: decision, statements: [], isOverLimit: scratch.isOverLimit)
        }
        let wanted: Effect = decision == .explicitDeny ? .deny : .allow
        return Explanation(
            decision: decision, statements: statements.filter { $0.effect == wanted },
            isOverLimit: scratch.isOverLimit)
    }

    /// Evaluates one set: notes a deny, and says how closely the set allows.
    private mutating func run(
        _ set: StatementSet, _ collectsAll: Bool, _ evaluation: inout Evaluation,
        _ statements: inout [StatementReference]
    ) -> Strength {
        scratch.matched.removeAll(keepingCapacity: true)
        let outcome = set.evaluate(request, &scratch, collectsAll: collectsAll)
        if collectsAll {
            for number in scratch.matched.sorted() {
                statements.append(set.references[Int(number)])
            }
        }
        if outcome.isDenied { evaluation.isDenied = true }
        return outcome.allowed
    }
}

/// What the sets said, and how that adds up.
private struct Evaluation {
    var isDenied = false
    /// Whether every level of the organization, and the endpoint, allows.
    var isWithinLimits = true
    var granted = Strength.none
    var identity = false
    var boundaries = true
    var session = true

    /// Takes in a set that grants nothing, but must allow.
    mutating func limit(_ allowed: Strength) {
        if allowed == .none { isWithinLimits = false }
    }

    func decision(_ request: borrowing PreparedRequest) -> Decision {
        if request.isGetCallerIdentity { return .allow }
        if isDenied { return .explicitDeny }
        if request.isBlockedByServiceRule || !isWithinLimits { return .implicitDeny }
        return isGranted(request) ? .allow : .implicitDeny
    }

    /// Whether identity side and resource side together grant the request.
    private func isGranted(_ request: borrowing PreparedRequest) -> Bool {
        guard request.hasIdentitySide else { return granted != .none }
        let identity = self.identity || request.callerKind == .root
        let caller = identity && boundaries && session
        guard request.isSameAccount else { return granted != .none && caller }
        switch granted {
        case .direct: return true
        case .role: return boundaries && session
        case .account: return caller
        case .none: return caller && !request.needsResourcePolicy
        }
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

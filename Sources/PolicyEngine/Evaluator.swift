import FlatMemory
import PolicyModel

/// Puts compiled policies of all types together into a decision.
///
/// The order of evaluation follows the IAM user guide: an explicit deny anywhere wins; then what
/// services refuse by themselves; then every level of the organization, the endpoint, and at last
/// identity side and resource side must allow. One value serves one thread.
///
///     evaluator.begin(request)
///     evaluator.add(set, as: .identity, request)      // and so on, in any order
///     evaluator.end(request)                          // the decision
package struct Evaluator: ~Copyable {
    private var scratch = MatchScratch()
    private var progress = Progress()
    private var collectsAll = false
    private var statements: [StatementReference] = []
    private let pin = Pin()

    /// Creates an evaluator.
    package init() {}

    /// A decision with its reasons.
    package struct Explanation: Sendable {
        /// The answer.
        package var decision: Decision
        /// The statements that determined it: all matching Deny statements of an explicit deny, all
        /// matching Allow statements of an allow, else those that allowed in vain.
        package var statements: [StatementReference]
        /// Whether an internal limit kept the engine from deciding, so that it denied.
        package var isOverLimit: Bool

        /// An answer without reasons.
        package init(_ decision: Decision, isOverLimit: Bool) {
            self.init(decision: decision, statements: [], isOverLimit: isOverLimit)
        }

        fileprivate init(
            decision: Decision, statements: [StatementReference], isOverLimit: Bool
        ) {
            self.decision = decision
            self.statements = statements
            self.isOverLimit = isOverLimit
        }

        /// The answer where the engine cannot decide: deny.
        package static let undecided = Explanation(
            decision: .implicitDeny, statements: [], isOverLimit: true)
    }

    /// Whether an internal limit was met since ``begin(_:collectsAll:)``; the answer is then deny.
    package var isOverLimit: Bool { scratch.isOverLimit }

    /// Starts a decision.
    ///
    /// - Parameters:
    ///   - request: The request, complete but for `hasBoundary`.
    ///   - collectsAll: Whether ``explanation(_:)`` will be asked for.
    package mutating func begin(
        _ request: borrowing PreparedRequest, collectsAll: Bool = false
    ) {
        scratch.isOverLimit = false
        progress = Progress()
        // GetFederationToken gives nothing unless session policies say what.
        progress.session = request.callerKind != .federatedUser
        self.collectsAll = collectsAll
        if !statements.isEmpty { statements.removeAll(keepingCapacity: true) }
    }

    /// Takes a set of policies into account.
    ///
    /// Sets of SCPs and RCPs that do not reach the caller or the service are passed over.
    ///
    /// - Complexity: a few probes, whatever the number of statements.
    package mutating func add(
        _ set: StatementSet, as type: PolicyType, _ request: borrowing PreparedRequest
    ) {
        switch type {
        case .serviceControl:
            guard request.hasIdentitySide, !request.isServiceLinkedRole else { return }
            if run(set, request) == .none { progress.isWithinLimits = false }
        case .resourceControl:
            // Asked of the request once, however many levels there are.
            let isUnder =
                progress.isUnderResourceControl
                ?? (!request.isServiceLinkedRole && request.isUnderResourceControl)
            progress.isUnderResourceControl = isUnder
            guard isUnder else { return }
            if run(set, request) == .none { progress.isWithinLimits = false }
        case .endpoint:
            if run(set, request) == .none { progress.isWithinLimits = false }
        case .resource, .trust: progress.granted = run(set, request)
        case .identity: progress.identity = run(set, request) != .none
        case .boundary: if run(set, request) == .none { progress.boundaries = false }
        case .session: progress.session = run(set, request) != .none
        }
    }

    /// Takes a set of policies into account, and names those of its statements that match.
    ///
    /// - Parameter policies: What the set was compiled of.
    mutating func add(
        _ set: StatementSet, of policies: [NamedPolicy], as type: PolicyType,
        _ request: borrowing PreparedRequest
    ) {
        scratch.matched.removeAll(keepingCapacity: true)
        add(set, as: type, request)
        for number in scratch.matched {
            statements.append(policies.reference(toStatement: number, as: type))
        }
    }

    /// Adds everything up.
    package func end(_ request: borrowing PreparedRequest) -> Decision {
        let decision = progress.decision(request)
        // A limit met on the way may have hidden a Deny.
        return scratch.isOverLimit && decision == .allow ? .implicitDeny : decision
    }

    /// Adds everything up, and names the statements that determined the answer.
    ///
    /// - Precondition: The decision was started with `collectsAll`.
    package func explanation(_ request: borrowing PreparedRequest) -> Explanation {
        let decision = end(request)
        let wanted: Effect = decision == .explicitDeny ? .deny : .allow
        return Explanation(
            decision: decision, statements: statements.filter { $0.effect == wanted },
            isOverLimit: scratch.isOverLimit)
    }

    /// Evaluates one set: notes a deny, and says how closely the set allows.
    private mutating func run(
        _ set: StatementSet, _ request: borrowing PreparedRequest
    ) -> Strength {
        let outcome = set.evaluate(request, &scratch, collectsAll: collectsAll)
        if outcome.isDenied { progress.isDenied = true }
        return outcome.allowed
    }
}

/// What the sets have said so far, and how that adds up.
private struct Progress {
    var isDenied = false
    /// Whether every level of the organization, and the endpoint, allows.
    var isWithinLimits = true
    var granted = Strength.none
    var identity = false
    var boundaries = true
    var session = true
    /// Whether RCPs reach the request; `nil` until one asks.
    var isUnderResourceControl: Bool?

    @inline(__always)
    func decision(_ request: borrowing PreparedRequest) -> Decision {
        if request.isGetCallerIdentity { return .allow }
        if isDenied { return .explicitDeny }
        let isAllowed =
            isWithinLimits && isGranted(request) && !request.isBlockedByServiceRule
        return isAllowed ? .allow : .implicitDeny
    }

    /// Whether identity side and resource side together grant the request.
    @inline(__always)
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

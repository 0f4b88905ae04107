import LockFree
import PolicyModel

/// A protocol as metrics call it.
package enum CountedProtocol: Int, Sendable, Hashable, CaseIterable {
    /// AuthZEN, its discovery and search included.
    case authzen
    /// Envoy's external authorization over gRPC.
    case extAuthz
    /// Forward authentication of web servers and gateways.
    case forwardAuth
    /// The data API of Open Policy Agent.
    case opa
    /// Health checks over gRPC.
    case health
    /// None: nothing is served at the path.
    case other

    /// The word for it.
    package var label: String {
        switch self {
        case .authzen: "authzen"
        case .extAuthz: "ext_authz"
        case .forwardAuth: "forward_auth"
        case .opa: "opa"
        case .health: "health"
        case .other: "other"
        }
    }
}

/// What one event loop has decided and answered.
package final class DecisionCounters: Sendable {
    /// How requests came out, as far as it is told apart.
    package static let statuses = [200, 400, 401, 403, 404, 405, 413, 415, 429, 500, 503]

    /// Why a question was denied without being decided.
    package enum Undecided: Int, Sendable, Hashable, CaseIterable {
        /// Nobody knows who is to be judged, or by which policies.
        case refused
        /// It needs more than the engine's limits allow.
        case overLimit
        /// No route of the mapping made a question of it.
        case unmapped
    }

    // A row of sixteen for each protocol: allow, deny, the statuses, and all other statuses. One
    // more row holds what is not told apart by protocol.
    private static let rowCount = AtomicWords.rowWordCount
    private static let statusPlace = 2
    private static let undecidedPlace = CountedProtocol.allCases.count * rowCount

    private let numbers = LoopNumbers(
        countMin: DecisionCounters.undecidedPlace + Undecided.allCases.count)

    /// Creates counters at zero.
    package init() {}

    /// Counts a decision. Only for the loop that owns the counters, as all counting here.
    @inline(__always)
    func count(_ decision: Decision, by asked: CountedProtocol) {
        numbers.add(at: asked.rawValue * Self.rowCount + (decision.isAllowed ? 0 : 1))
    }

    /// Counts an answer.
    @inline(__always)
    func count(status: Int, by asked: CountedProtocol) {
        let index = status == 200 ? 0 : Self.index(of: status)
        numbers.add(at: asked.rawValue * Self.rowCount + Self.statusPlace + index)
    }

    /// Counts questions that could not be decided.
    func count(_ undecided: Undecided, _ count: UInt64 = 1) {
        numbers.add(count, at: Self.undecidedPlace + undecided.rawValue)
    }

    private static func index(of status: Int) -> Int {
        statuses.firstIndex(of: status) ?? statuses.count
    }

    /// How many questions were allowed, or denied.
    package func count(isAllowed: Bool, by asked: CountedProtocol) -> UInt64 {
        numbers[asked.rawValue * Self.rowCount + (isAllowed ? 0 : 1)]
    }

    /// How many answers had a status; `nil` stands for every status not in ``statuses``.
    package func count(status: Int?, by asked: CountedProtocol) -> UInt64 {
        let index = status.map(Self.index) ?? Self.statuses.count
        return numbers[asked.rawValue * Self.rowCount + Self.statusPlace + index]
    }

    /// How many questions could not be decided.
    package func count(of undecided: Undecided) -> UInt64 {
        numbers[Self.undecidedPlace + undecided.rawValue]
    }
}

import Directory
import RequestMapping

/// What comes of a request that was asked about by a gateway.
package enum MappedDecision: Sendable, Hashable {
    /// It was decided.
    case decided(isAllowed: Bool)
    /// It never became a question, so it is denied.
    case unmapped(MappingDenial)

    /// Whether the request may go on.
    package var isAllowed: Bool { self == .decided(isAllowed: true) }
}

/// Decides about HTTP requests by the mapping that is in force, for one event loop.
///
///     decider.begin()
///     decider.facts.setMethod(…)
///     let decision = decider.decide()
package final class MappedDecider {
    /// What is known of the request.
    package var facts = RequestFacts()
    /// The configuration that is in force since the last ``begin()``.
    package private(set) var configuration: SidecarConfiguration

    private let source: any DecisionSource
    private let store: ConfigurationStore
    private let counters: DecisionCounters
    /// The version of that configuration.
    package private(set) var version: UInt64
    private var mapper: RequestMapper
    private var question: Question

    /// Creates a decider.
    ///
    /// - Parameter counters: Count requests that become no question; the loop's own.
    package init(
        source: any DecisionSource, store: ConfigurationStore, counters: DecisionCounters
    ) {
        self.source = source
        self.store = store
        self.counters = counters
        // In this order, so that a change in between is seen by the first request.
        version = store.version
        configuration = store.current
        mapper = RequestMapper(configuration.map)
        question = Question(hash: source.hash)
    }

    /// Who asked, by the last question that was decided.
    package var principal: String { mapper.string(mapper.principal, of: facts) }

    /// Begins with a request: forgets the facts of the last one.
    package func begin() {
        facts.removeAll()
        let latest = store.version
        guard latest != version else { return }
        version = latest
        configuration = store.current
        mapper.map = configuration.map
    }

    /// Decides about the request that the facts are about.
    package func decide() -> MappedDecision {
        switch mapper.map(&facts, into: &question) {
        case .denied(let denial):
            counters.count(.unmapped, 1)
            return .unmapped(denial)
        case .mapped:
            let decision =
                source.decide(&question, body: .forgotten)
                ?? source.decide(question.query, explain: false).decision
            return .decided(isAllowed: decision.isAllowed)
        }
    }
}

import FlatMemory
import Foundation
import PolicyEngine
import PolicyModel
import TestSupport
import Testing

/// Holds the compiled engine against the reference evaluator.
@Suite("Engine against reference")
struct EngineDifferentialTests {
    /// Decisions for each seed; `VERDICT_DIFFERENTIAL_COUNT` asks for more.
    static let count =
        ProcessInfo.processInfo.environment["VERDICT_DIFFERENTIAL_COUNT"].flatMap(Int.init) ?? 3_000

    /// The first seed; `VERDICT_DIFFERENTIAL_SEED` starts elsewhere.
    static let firstSeed =
        ProcessInfo.processInfo.environment["VERDICT_DIFFERENTIAL_SEED"].flatMap(UInt64.init) ?? 1

    @Test("no decision differs", arguments: firstSeed..<(firstSeed + 8))
    func agrees(seed: UInt64) throws {
        let decider = EngineDecider()
        let report = Differential.run(seed: seed, count: Self.count) { request, policies in
            decider.decide(request, policies)
        }
        print("seed \(seed): \(report.total) decisions")
        #expect(report.total >= Self.count)
        if let found = report.disagreement {
            let engine = decider.decide(found.request, found.policies)
            Issue.record("seed \(seed): the engine says \(engine): \(found.json)")
        }
    }
}

/// Decides with the compiled engine; keeps the last arrangement compiled.
final class EngineDecider {
    private let hash = KeyedHash(key: 0x5EED)
    private var evaluator = Evaluator()
    private var prepared = PreparedRequest(hash: KeyedHash(key: 0x5EED))
    private var source: ApplicablePolicies<[NamedPolicy]>?
    private var compiled = ApplicablePolicies<StatementSet>()

    func decide(
        _ request: AuthorizationRequest, _ policies: ApplicablePolicies<[NamedPolicy]>
    ) -> Decision {
        if source.map({ Self.isSame($0, policies) }) != true {
            compiled = try! policies.compiled(hash: hash)
            source = policies
        }
        return evaluator.decide(request, under: compiled, preparing: &prepared)
    }

    private static func isSame(
        _ left: ApplicablePolicies<[NamedPolicy]>, _ right: ApplicablePolicies<[NamedPolicy]>
    ) -> Bool {
        left.identity == right.identity && left.resource == right.resource
            && left.boundaries == right.boundaries && left.session == right.session
            && left.serviceControl == right.serviceControl
            && left.resourceControl == right.resourceControl && left.endpoint == right.endpoint
    }
}

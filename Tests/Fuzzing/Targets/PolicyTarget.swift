import FlatMemory
import PolicyEngine
import PolicyLanguage
import PolicyModel
import TestSupport

/// Policy text. An input is an action, a resource and a document, with line ends between.
///
/// A document that is valid must be decided alike by the engine and by the reference, if that can be
/// asked: it takes time that is exponential in the stars of a pattern.
final class PolicyTarget: FuzzTarget {
    private let hash = KeyedHash(key: 0x5EED)
    private var evaluator = Evaluator()
    private var prepared = PreparedRequest(hash: KeyedHash(key: 0x5EED))
    private let caller = Caller(.user, id: "arn:aws:iam::111122223333:user/staff/ada")

    // LIMIT: stars of a document for the reference: fractions of a second.
    private static let starCountMax = 6

    func take(_ input: [UInt8]) -> String? {
        let parts = input.split(separator: UInt8(ascii: "\n"), maxSplits: 2)
        guard parts.count == 3 else { return nil }
        let reading = PolicyReader.read(Array(parts[2]), as: .identity)
        guard let document = reading.document, !reading.hasErrors else {
            return reading.findings.isEmpty ? "refused without a reason" : nil
        }
        let policies = ApplicablePolicies(identity: [NamedPolicy(name: "fuzz", document: document)])
        guard let compiled = try? policies.compiled(hash: hash) else { return nil }
        let request = AuthorizationRequest(
            caller: caller, action: String(decoding: parts[0], as: UTF8.self),
            resource: String(decoding: parts[1], as: UTF8.self),
            context: ["aws:username": .single("ada"), "aws:SourceIp": .single("10.0.0.7")])
        let decision = evaluator.decide(request, under: compiled, preparing: &prepared)
        guard parts[2].count(where: { $0 == UInt8(ascii: "*") }) <= Self.starCountMax else {
            return nil
        }
        let expected = ReferenceEvaluator.decide(request, under: policies)
        return decision == expected ? nil : "the engine says \(decision), not \(expected)"
    }
}

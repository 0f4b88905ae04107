import ConditionValues
import Directory
import PolicyEngine

/// Decides by a snapshot, as the data plane does.
struct Evaluation: ~Copyable {
    private let snapshot: Snapshot
    private var evaluator = Evaluator()
    private var request: PreparedRequest

    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        request = PreparedRequest(hash: snapshot.hash)
    }

    mutating func allows(_ principal: String, _ action: String, _ resource: String) -> Bool {
        let query = Query(principal: principal, action: action, resource: resource)
        let decision = try? snapshot.decide(
            query, epochSeconds: 0, explaining: false, with: &evaluator, preparing: &request)
        return decision?.explanation.decision.isAllowed == true
    }
}

import PolicyModel

/// Makes policies of the sizes that AWS's managed policies have, for where those are not at hand.
///
/// Of 1,582 managed policies the average has 5.6 statements; a statement lists about 15 actions, a
/// third of them with a wildcard, and seven of ten are about all resources.
package enum ManagedPolicyMaker {
    private static let verbs = [
        "Get", "List", "Describe", "Put", "Create", "Delete", "Update", "Tag", "Untag", "Batch",
    ]
    private static let nouns = [
        "Item", "Table", "Cluster", "Instance", "Policy", "Stream", "Domain", "Job", "Pipeline",
        "Image", "Queue", "Topic", "Rule", "Endpoint", "Volume", "Snapshot",
    ]

    /// Policies, by name.
    package static func documents(
        count: Int, seed: UInt64 = 1
    ) -> [(name: String, document: PolicyDocument)] {
        (0..<count).map { index in
            var random = WorkloadRandom(seed: seed, index: index)
            let statements = (0...random.below(11)).map { _ in statement(&random) }
            return ("Made\(index)", PolicyDocument(statements: statements))
        }
    }

    private static func statement(_ random: inout WorkloadRandom) -> Statement {
        let service = "service\(random.below(200))"
        let actions = (0...random.below(29)).map { _ in
            let verb = random.pick(verbs)
            return random.below(3) == 0
                ? "\(service):\(verb)*" : "\(service):\(verb)\(random.pick(nouns))"
        }
        let resource =
            random.below(10) < 7
            ? "*" : "arn:aws:\(service):*:*:\(random.pick(nouns).lowercased())/made-*"
        let conditions =
            random.below(10) < 4
            ? [
                Condition(
                    ConditionOperator(.stringEquals), key: "aws:ResourceTag/managed-by",
                    values: ["\(service)"])
            ] : []
        return Statement(
            effect: .allow, action: Clause(actions), resource: Clause([resource]),
            conditions: conditions)
    }
}

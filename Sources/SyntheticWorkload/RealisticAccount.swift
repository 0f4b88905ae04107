import Directory
import PolicyModel

/// An account with hundreds of roles, each with several managed policies of real size.
///
/// The documents come from outside: the policies that AWS manages, or made-up ones, see
/// ``ManagedPolicyMaker``. Only those take part whose answers can be told without an engine: no
/// Deny, no NotAction, no `*` for all actions.
package struct RealisticAccount: Workload {
    package let bundle: Bundle

    private let roles: [RolePlan]
    private let seed: UInt64

    /// What can be asked about a role.
    private struct RolePlan {
        var name: String
        /// Statements that allow without conditions: concrete actions and resources.
        var allowed: [(action: String, resource: String)]
        /// Actions of services that none of its policies names.
        var denied: [String]
    }

    /// The least and greatest number of policies of a role.
    package static let policyCounts = 3...20

    /// Builds an account.
    ///
    /// - Parameters:
    ///   - documents: Managed policies by name.
    ///   - policiesEach: How many each role has; drawn from ``policyCounts`` if `nil`.
    /// - Returns: `nil` if hardly any document is usable.
    package init?(
        documents: [(name: String, document: PolicyDocument)], roleCount: Int,
        policiesEach: Int? = nil, seed: UInt64 = 1
    ) {
        let usable = documents.filter { $0.document.isPlain && !$0.document.questions.isEmpty }
        guard usable.count >= Self.policyCounts.upperBound else { return nil }
        let policies = usable.map {
            NamedPolicy(name: "arn:aws:iam::aws:policy/\($0.name)", document: $0.document)
        }
        let services = policies.map { $0.document.services }
        let actions = policies.flatMap { $0.document.questions.map(\.action) }
        var random = WorkloadRandom(seed: seed)
        var roles: [RolePlan] = []
        var principals: [Principal] = []
        for number in 0..<roleCount {
            let count = policiesEach ?? Self.policyCounts.lowerBound + random.below(10)
            var chosen: Set<Int> = []
            while chosen.count < min(count, policies.count) {
                chosen.insert(random.below(policies.count))
            }
            let places = chosen.sorted()
            let named = places.reduce(into: Set<String>()) { $0.formUnion(services[$1]) }
            var denied: [String] = []
            // LIMIT: tries; among policies that all name the same services there may be no other.
            for _ in 0..<1_000 where denied.count < 16 {
                let action = random.pick(actions)
                if !named.contains(action.serviceName) { denied.append(action) }
            }
            roles.append(
                RolePlan(
                    name: "real-\(number)",
                    allowed: places.flatMap { policies[$0].document.questions }, denied: denied))
            principals.append(
                Self.role("real-\(number)", attached: places.map { policies[$0].name }))
        }
        let account = Account(
            id: StatementPlace.account, principals: principals, managedPolicies: policies)
        self.bundle = Bundle(accounts: [account])
        self.roles = roles
        self.seed = seed
    }

    package func request(_ index: Int) -> SyntheticRequest {
        var random = WorkloadRandom(seed: seed, index: index)
        let role = random.pick(roles)
        let isAllowed = random.below(2) == 0 || role.denied.isEmpty
        let question =
            isAllowed
            ? random.pick(role.allowed)
            : (action: random.pick(role.denied), resource: "*")
        let address = "10.1.\(random.below(256)).\(random.below(256))"
        return SyntheticRequest(
            principal: "arn:aws:sts::\(StatementPlace.account):assumed-role/\(role.name)/"
                + "session-\(random.below(4))",
            action: question.action, resource: question.resource,
            context: [
                .init(key: "aws:SourceIp", value: .text(address)),
                .init(key: "aws:SecureTransport", value: .boolean(true)),
            ],
            isAllowed: isAllowed)
    }

    private static func role(_ name: String, attached: [String]) -> Principal {
        let arn = "arn:aws:iam::\(StatementPlace.account):role/\(name)"
        let trust = NamedPolicy(
            name: "\(arn)#AssumeRolePolicy", document: PolicyDocument(statements: []))
        return Principal(
            .role(trustPolicy: trust), arn: arn, path: "/", name: name, uniqueID: nil,
            attachedPolicies: attached)
    }
}

extension PolicyDocument {
    /// Whether the document does nothing but allow actions that it lists.
    fileprivate var isPlain: Bool {
        statements.allSatisfy { statement in
            guard statement.effect == .allow, let action = statement.action else { return false }
            return !action.isNegated && !action.values.contains { !$0.contains(":") }
        }
    }

    /// The services that its actions name, in lower case.
    fileprivate var services: Set<String> {
        Set(statements.flatMap { $0.action?.values ?? [] }.map(\.serviceName))
    }

    /// An allowed action and resource for each statement without conditions and variables.
    fileprivate var questions: [(action: String, resource: String)] {
        statements.flatMap { statement -> [(action: String, resource: String)] in
            guard statement.conditions.isEmpty, let resources = statement.resource,
                !resources.isNegated,
                let resource = resources.values.lazy
                    .compactMap({ $0.concreteResource }).first
            else { return [] }
            return (statement.action?.values ?? []).compactMap { action in
                // These two ask the resource's own policy as well.
                guard !["kms", "sts"].contains(action.serviceName) else { return nil }
                return (action.concreteText, resource)
            }
        }
    }
}

extension String {
    /// What stands before the first colon, in lower case.
    fileprivate var serviceName: String { prefix { $0 != ":" }.lowercased() }

    /// A text that this pattern matches.
    fileprivate var concreteText: String {
        String(map { $0 == "*" ? "x" : $0 == "?" ? "a" : $0 })
    }

    /// An ARN, in the account of all our principals, that this pattern matches; `nil` where there
    /// is none that is as easily told.
    fileprivate var concreteResource: String? {
        if self == "*" { return self }
        guard !contains("${"), var arn = ARN(self), !arn.service.contains("*") else { return nil }
        if arn.partition.contains("*") { arn.partition = "aws" }
        if arn.region == "*" { arn.region = "eu-west-1" }
        if arn.account == "*" { arn.account = StatementPlace.account }
        guard [StatementPlace.account, ""].contains(arn.account), !arn.region.contains("*")
        else { return nil }
        arn.resource = arn.resource.concreteText
        return arn.text
    }
}

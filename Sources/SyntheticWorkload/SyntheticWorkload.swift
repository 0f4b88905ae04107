import Directory
import PolicyModel

/// Made-up policies of any size, and requests that they allow or just miss.
///
/// The answers follow from how statements and requests are made, see ``StatementFamily``; no
/// engine takes part. The same parameters give the same workload, everywhere.
package struct SyntheticWorkload: Workload {
    /// How statements are spread.
    package enum Shape: String, Sendable, Hashable, CaseIterable {
        /// Roles with 10 to 100 statements each, as accounts have them.
        case account
        /// All statements on one role.
        case onePrincipal = "one-principal"
        /// As many roles as statements.
        case manyPrincipals = "many-principals"
        /// As many roles as statements, each named by one statement of the same bucket's policy.
        case resourcePolicy = "resource-policy"
    }

    /// LIMIT: a million statements take about 2 GB, more than anyone has reported.
    package static let statementCounts = 1...1_000_000

    /// The number of statements in all.
    package let statementCount: Int
    /// How they are spread.
    package let shape: Shape
    /// Where the random numbers begin.
    package let seed: UInt64
    /// Whether an organization with service control policies stands above the account.
    package let hasOrganization: Bool

    /// The number of the first statement of each role, and the count of all behind the last.
    private let starts: [Int]

    /// Chooses a workload.
    ///
    /// - Precondition: `statementCount` is within ``statementCounts``.
    package init(
        statementCount: Int, shape: Shape = .account, seed: UInt64 = 1,
        hasOrganization: Bool = false
    ) {
        precondition(
            Self.statementCounts.contains(statementCount), "statement count \(statementCount)")
        self.statementCount = statementCount
        self.shape = shape
        self.seed = seed
        self.hasOrganization = hasOrganization
        switch shape {
        case .onePrincipal: starts = [0, statementCount]
        case .manyPrincipals, .resourcePolicy: starts = Array(0...statementCount)
        case .account:
            var random = WorkloadRandom(seed: seed)
            var starts = [0]
            var sum = 0
            while sum < statementCount {
                sum = min(statementCount, sum + 10 + random.below(91))
                starts.append(sum)
            }
            self.starts = starts
        }
    }

    /// The number of roles.
    package var principalCount: Int { starts.count - 1 }

    private func statementCount(of principal: Int) -> Int {
        starts[principal + 1] - starts[principal]
    }
}

// MARK: The policies

extension SyntheticWorkload {
    package var bundle: Bundle { bundle(revision: 0) }

    /// The policies with every role at a revision, as ``role(_:revision:)`` has it.
    package func bundle(revision: Int) -> Bundle {
        let resources =
            shape == .resourcePolicy ? [Resource(arn: Self.bucket, policy: bucketPolicy)] : []
        let account = Account(
            id: StatementPlace.account,
            principals: (0..<principalCount).map { role($0, revision: revision) },
            resources: resources)
        return Bundle(accounts: [account], organization: hasOrganization ? organization : nil)
    }

    /// One role, as the bundle has it.
    ///
    /// - Parameter revision: Any number but 0 adds a statement, which changes no answer: so that a
    ///   role can be published anew.
    package func role(_ principal: Int, revision: Int) -> Principal {
        let arn = "arn:aws:iam::\(StatementPlace.account):role/\(Self.roleName(principal))"
        var inline: [NamedPolicy] = []
        if shape != .resourcePolicy {
            var statements = (0..<statementCount(of: principal)).map {
                StatementPlace(principal: principal, statement: $0).policyStatement
            }
            if revision != 0 {
                statements.append(
                    Statement(
                        effect: .allow, action: Clause(["s3:GetObject"]),
                        resource: Clause(["arn:aws:s3:::revision-\(revision)/*"])))
            }
            inline = [
                NamedPolicy(
                    name: "\(arn)#Synthetic", document: PolicyDocument(statements: statements))
            ]
        }
        return Principal(
            .role(trustPolicy: Self.trustPolicy(of: arn)), arn: arn, path: "/",
            name: Self.roleName(principal), uniqueID: "AROALOAD\(principal)",
            tags: ["team": "team-\(principal)"], inlinePolicies: inline)
    }

    private static func roleName(_ principal: Int) -> String { "load-\(principal)" }

    private static func trustPolicy(of role: String) -> NamedPolicy {
        NamedPolicy(
            name: "\(role)#AssumeRolePolicy",
            document: PolicyDocument(statements: [
                Statement(
                    effect: .allow, principal: Clause([.service("ec2.amazonaws.com")]),
                    action: Clause(["sts:AssumeRole"]), resource: nil)
            ]))
    }

    private static let bucket = "arn:aws:s3:::shared-bucket"

    private var bucketPolicy: NamedPolicy {
        let statements = (0..<statementCount).map { number in
            Statement(
                effect: .allow,
                principal: Clause([
                    .aws("arn:aws:iam::\(StatementPlace.account):role/\(Self.roleName(number))")
                ]),
                action: Clause(["s3:Get*"]), resource: Clause(["\(Self.bucket)/home-\(number)/*"]))
        }
        return NamedPolicy(name: Self.bucket, document: PolicyDocument(statements: statements))
    }

    /// A root, a unit and the account, each with SCPs; the unit's denies what no request asks for,
    /// and deletion in buckets, which is denied without it.
    private var organization: Organization {
        let guardrail = NamedPolicy(
            name: "Guardrail",
            document: PolicyDocument(statements: [
                Statement(
                    effect: .deny, action: Clause(["s3:Delete*", "organizations:*"]),
                    resource: Clause(["*"])),
                Statement(
                    effect: .deny, action: Clause(["*"]), resource: Clause(["*"]),
                    conditions: [
                        Condition(
                            ConditionOperator(.stringLike), key: "aws:RequestedRegion",
                            values: ["ap-*"])
                    ]),
            ]))
        let full = Organization.fullAWSAccess
        let unit = Organization.Unit(
            id: "ou-load", attachments: .init(serviceControl: [full, guardrail]),
            members: [
                Organization.Member(
                    account: StatementPlace.account, attachments: .init(serviceControl: [full]))
            ])
        return Organization(
            id: "o-load", managementAccount: "999999999999",
            root: Organization.Unit(
                id: "r-load", attachments: .init(serviceControl: [full]), units: [unit]))
    }
}

// MARK: The requests

extension SyntheticWorkload {
    package func request(_ index: Int) -> SyntheticRequest {
        var random = WorkloadRandom(seed: seed, index: index)
        // Principals first: a principal with few statements is asked as often as one with many.
        let principal = random.below(principalCount)
        let isAllowed = random.below(2) == 0
        let detail = random.below(1_000)
        let session = random.below(4)
        let question =
            shape == .resourcePolicy
            ? Self.bucketQuestion(principal, isAllowed: isAllowed, detail: detail)
            : StatementPlace(
                principal: principal, statement: random.below(statementCount(of: principal))
            ).question(isAllowed: isAllowed, detail: detail)
        let network = question.isFromInside ? "10.1" : "198.51"
        let address = "\(network).\(random.below(256)).\(random.below(256))"
        var context: [SyntheticRequest.ContextEntry] = [
            .init(key: "aws:SourceIp", value: .text(address)),
            .init(key: "aws:SecureTransport", value: .boolean(true)),
            .init(key: "aws:UserAgent", value: .text("synthetic/1.0")),
        ]
        if let region = question.requestedRegion {
            context.append(.init(key: "aws:RequestedRegion", value: .text(region)))
        }
        return SyntheticRequest(
            principal: "arn:aws:sts::\(StatementPlace.account):assumed-role/"
                + "\(Self.roleName(principal))/session-\(session)",
            action: question.action, resource: question.resource, context: context,
            isAllowed: isAllowed)
    }

    private static func bucketQuestion(
        _ principal: Int, isAllowed: Bool, detail: Int
    ) -> StatementPlace.Question {
        StatementPlace.Question(
            action: "s3:GetObject",
            resource: "\(bucket)/home-\(principal)\(isAllowed ? "" : "x")/\(detail).txt")
    }
}

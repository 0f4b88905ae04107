import PolicyModel

/// The kinds of statements that a synthetic policy is made of: each exercises another part of the
/// policy language.
///
/// The texts of a statement hold a *token* that no other statement has. So a request about a token
/// can be answered without an engine: only the token's own statement, and for ``vault`` the guard
/// behind it, has anything to say.
enum StatementFamily {
    /// A prefix up to a border: `bucket-7-3/*`.
    case prefix
    /// A wildcard for the region.
    case region
    /// A prefix that ends between borders: `queue-7-3-*`.
    case partialPrefix
    /// A star inside the resource part.
    case innerStar
    /// Question marks.
    case questionMark
    /// Several actions on several resources.
    case several
    /// All actions of a service, of which the next statement denies some.
    case vault
    /// A Deny, on the resources of the vault before it.
    case vaultGuard
    /// A condition on the caller's address and transport.
    case network
    /// A condition on the region that was asked for.
    case requestedRegion
    /// A variable in the resource.
    case variable

    /// The family of a principal's statement, and whether its vault, if it is a guard, is there.
    static func of(principal: Int, statement: Int) -> StatementFamily {
        let family = order[(principal + statement) % order.count]
        // The vault belongs to the statement before, and the first has none.
        return family == .vaultGuard && statement == 0 ? .prefix : family
    }

    // As often as real policies have them, roughly: three of four statements have no condition,
    // and Deny is rare.
    private static let order: [StatementFamily] = [
        .prefix, .region, .partialPrefix, .innerStar, .network, .questionMark, .several, .prefix,
        .vault, .vaultGuard, .partialPrefix, .variable, .region, .requestedRegion, .innerStar,
        .several,
    ]
}

/// One statement of a synthetic principal, by its place.
struct StatementPlace {
    /// The account that everything belongs to.
    static let account = "111122223333"

    var principal: Int
    var statement: Int

    var family: StatementFamily { .of(principal: principal, statement: statement) }

    private var token: String { "\(principal)-\(statement)" }

    /// The token of the statement that this one belongs to: a guard's is its vault's.
    private var vaultToken: String {
        family == .vaultGuard ? "\(principal)-\(statement - 1)" : token
    }

    /// The statement.
    var policyStatement: Statement {
        let account = Self.account
        switch family {
        case .prefix: return allow(["s3:Get*"], ["arn:aws:s3:::bucket-\(token)/*"])
        case .region:
            return allow(
                ["dynamodb:GetItem", "dynamodb:Query"],
                ["arn:aws:dynamodb:*:\(account):table/table-\(token)"])
        case .partialPrefix:
            return allow(["sqs:Send*"], ["arn:aws:sqs:eu-west-1:\(account):queue-\(token)-*"])
        case .innerStar:
            return allow(["s3:PutObject"], ["arn:aws:s3:::shared/team-\(token)/*/in"])
        case .questionMark:
            return allow(
                ["logs:PutLogEvents"],
                ["arn:aws:logs:eu-west-1:\(account):log-group:/app/\(token)-??:*"])
        case .several:
            return allow(
                ["ec2:StartInstances", "ec2:StopInstances", "ec2:Describe*"],
                [
                    "arn:aws:ec2:eu-west-1:\(account):instance/i-\(token)-*",
                    "arn:aws:ec2:*:\(account):volume/vol-\(token)-*",
                ])
        case .vault:
            return allow(
                ["secretsmanager:*"],
                ["arn:aws:secretsmanager:eu-west-1:\(account):secret:\(token)-*"])
        case .vaultGuard:
            return Statement(
                effect: .deny, action: Clause(["secretsmanager:Delete*"]),
                resource: Clause([
                    "arn:aws:secretsmanager:*:\(account):secret:\(vaultToken)-*"
                ]))
        case .network:
            return allow(
                ["sns:Publish"], ["arn:aws:sns:eu-west-1:\(account):topic-\(token)"],
                [
                    Condition(
                        ConditionOperator(.ipAddress), key: "aws:SourceIp", values: ["10.0.0.0/8"]),
                    Condition(
                        ConditionOperator(.bool), key: "aws:SecureTransport", values: ["true"]),
                ])
        case .requestedRegion:
            return allow(
                ["lambda:Invoke*"], ["arn:aws:lambda:*:\(account):function:fn-\(token)-*"],
                [
                    Condition(
                        ConditionOperator(.stringLike), key: "aws:RequestedRegion",
                        values: ["eu-*"])
                ])
        case .variable:
            return allow(
                ["s3:PutObject"], ["arn:aws:s3:::homes/\(token)/${aws:PrincipalTag/team}/*"])
        }
    }

    private func allow(
        _ actions: [String], _ resources: [String], _ conditions: [Condition] = []
    ) -> Statement {
        Statement(
            effect: .allow, action: Clause(actions), resource: Clause(resources),
            conditions: conditions)
    }
}

extension StatementPlace {
    /// What one asks about a statement.
    struct Question {
        var action: String
        var resource: String
        var isFromInside = true
        var requestedRegion: String?
    }

    /// A question that the statement allows, or one that just misses it.
    ///
    /// - Parameter detail: Anything; it makes the question differ from others.
    func question(isAllowed: Bool, detail: Int) -> Question {
        let account = Self.account
        switch family {
        case .prefix:
            return Question(
                action: isAllowed ? "s3:GetObject" : "s3:DeleteObject",
                resource: "arn:aws:s3:::bucket-\(token)/a/\(detail).txt")
        case .region:
            return Question(
                action: detail % 2 == 0 ? "dynamodb:GetItem" : "dynamodb:Query",
                resource:
                    "arn:aws:dynamodb:eu-west-\(detail % 3 + 1):\(account):table/table-\(token)"
                    + (isAllowed ? "" : "x"))
        case .partialPrefix:
            return Question(
                action: "sqs:SendMessage",
                resource: "arn:aws:sqs:eu-west-1:\(account):queue-\(token)\(isAllowed ? "-" : "x")"
                    + String(detail))
        case .innerStar:
            return Question(
                action: "s3:PutObject",
                resource: "arn:aws:s3:::shared/team-\(token)/\(detail)/\(isAllowed ? "in" : "out")")
        case .questionMark:
            return Question(
                action: "logs:PutLogEvents",
                resource: "arn:aws:logs:eu-west-1:\(account):log-group:/app/\(token)-"
                    + "\(isAllowed ? 10 + detail % 90 : detail % 10):s-\(detail)")
        case .several:
            return Question(
                action: isAllowed ? "ec2:StopInstances" : "ec2:TerminateInstances",
                resource: detail % 2 == 0
                    ? "arn:aws:ec2:eu-west-1:\(account):instance/i-\(token)-\(detail)"
                    : "arn:aws:ec2:us-east-1:\(account):volume/vol-\(token)-\(detail)")
        case .vault:
            return Question(
                action: "secretsmanager:GetSecretValue",
                resource: "arn:aws:secretsmanager:eu-west-1:\(account):secret:\(token)"
                    + "\(isAllowed ? "-" : "x")\(detail)")
        case .vaultGuard:
            return Question(
                action: isAllowed ? "secretsmanager:PutSecretValue" : "secretsmanager:DeleteSecret",
                resource: "arn:aws:secretsmanager:eu-west-1:\(account):secret:\(vaultToken)"
                    + "-\(detail)")
        case .network:
            return Question(
                action: "sns:Publish",
                resource: "arn:aws:sns:eu-west-1:\(account):topic-\(token)",
                isFromInside: isAllowed)
        case .requestedRegion:
            return Question(
                action: "lambda:InvokeFunction",
                resource: "arn:aws:lambda:eu-west-1:\(account):function:fn-\(token)-\(detail)",
                requestedRegion: isAllowed ? "eu-west-1" : "us-east-1")
        case .variable:
            return Question(
                action: "s3:PutObject",
                resource: "arn:aws:s3:::homes/\(token)/team-\(isAllowed ? "" : "x")\(principal)/"
                    + "\(detail)")
        }
    }
}

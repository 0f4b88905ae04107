import PolicyModel

/// A policy of any size with wildcards of every kind, and requests that it allows or just misses.
struct SyntheticWorkload {
    /// A request and the right answer.
    struct Case {
        var request: AuthorizationRequest
        var isAllowed: Bool
    }

    let statements: Int

    /// The policy: four shapes of statements in turn.
    ///
    /// | shape | action | resource |
    /// |---|---|---|
    /// | 0 | `s3:Get*` | `arn:aws:s3:::bucket-N/*` |
    /// | 1 | `dynamodb:GetItem`, `dynamodb:Query` | `arn:aws:dynamodb:*:111122223333:table/table-N` |
    /// | 2 | `sqs:Send*` | `arn:aws:sqs:eu-west-1:111122223333:queue-N-*` |
    /// | 3 | `s3:PutObject` | `arn:aws:s3:::shared/team-N/*/in` |
    var policy: NamedPolicy {
        let made = (0..<statements).map { number in
            switch number % 4 {
            case 0: statement(["s3:Get*"], "arn:aws:s3:::bucket-\(number)/*")
            case 1:
                statement(
                    ["dynamodb:GetItem", "dynamodb:Query"],
                    "arn:aws:dynamodb:*:111122223333:table/table-\(number)")
            case 2: statement(["sqs:Send*"], "arn:aws:sqs:eu-west-1:111122223333:queue-\(number)-*")
            default: statement(["s3:PutObject"], "arn:aws:s3:::shared/team-\(number)/*/in")
            }
        }
        return NamedPolicy(name: "synthetic", document: PolicyDocument(statements: made))
    }

    private func statement(_ actions: [String], _ resource: String) -> Statement {
        Statement(effect: .allow, action: Clause(actions), resource: Clause([resource]))
    }

    /// Requests spread over all statements; every second one misses in action or resource.
    func cases(_ count: Int) -> [Case] {
        var state: UInt64 = 42
        return (0..<count).map { index in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return make(Int(state >> 33) % statements, isAllowed: index % 2 == 0)
        }
    }

    private func make(_ number: Int, isAllowed: Bool) -> Case {
        let (action, resource) =
            switch number % 4 {
            case 0:
                (
                    isAllowed ? "s3:GetObject" : "s3:DeleteObject",
                    "arn:aws:s3:::bucket-\(number)/a/b.txt"
                )
            case 1:
                (
                    "dynamodb:GetItem",
                    "arn:aws:dynamodb:eu-west-1:111122223333:table/table-\(number)"
                        + (isAllowed ? "" : "x")
                )
            case 2:
                (
                    "sqs:SendMessage",
                    "arn:aws:sqs:eu-west-1:111122223333:queue-\(number)" + (isAllowed ? "-7" : "")
                )
            default:
                (
                    "s3:PutObject",
                    "arn:aws:s3:::shared/team-\(number)/x/" + (isAllowed ? "in" : "out")
                )
            }
        let request = AuthorizationRequest(
            caller: Caller(.user, id: "arn:aws:iam::111122223333:user/load"), action: action,
            resource: resource, resourceAccount: "111122223333")
        return Case(request: request, isAllowed: isAllowed)
    }
}

import PolicyModel
import StrictJSON

/// Answers in AuthZEN's form.
extension JSONWriter {
    /// Writes a decision, with its reason if the answer has one.
    mutating func write(_ answer: Answer) {
        object { writer in
            writer.name("decision")
            writer.boolean(answer.decision.isAllowed)
            guard let reason = answer.reason else { return }
            writer.name("context")
            writer.object { writer in
                writer.name("reason")
                writer.write(reason, for: answer.decision)
            }
        }
    }

    /// Writes the denial of a batch item that could not be read.
    mutating func write(_ error: RequestError) {
        object { writer in
            writer.name("decision")
            writer.boolean(false)
            writer.name("context")
            writer.object { writer in
                writer.name("error")
                writer.object { writer in
                    writer.name("status")
                    writer.integer(error.kind.rawValue)
                    writer.name("message")
                    writer.string(error.message)
                }
            }
        }
    }

    /// Writes what a decision rests on.
    mutating func write(_ reason: DecisionReason, for decision: Decision) {
        object { writer in
            writer.name("decision")
            writer.string(decision.apiName)
            if let refusal = reason.refusal {
                writer.name("refusal")
                writer.string(refusal.rawValue)
            }
            if let limit = reason.limit {
                writer.name("limit")
                writer.string(limit)
            }
            writer.name("statements")
            writer.array { writer in
                for statement in reason.statements { writer.write(statement) }
            }
        }
    }

    private mutating func write(_ statement: StatementReference) {
        object { writer in
            writer.name("policyType")
            writer.string(statement.policyType.rawValue)
            writer.name("policy")
            writer.string(statement.policy)
            if let sid = statement.sid {
                writer.name("sid")
                writer.string(sid)
            }
            writer.name("index")
            writer.integer(statement.index)
            writer.name("effect")
            writer.string(statement.effect.rawValue)
        }
    }
}

extension Decision {
    /// The name in explanations.
    fileprivate var apiName: String {
        switch self {
        case .allow: "allow"
        case .explicitDeny: "explicitDeny"
        case .implicitDeny: "implicitDeny"
        }
    }
}

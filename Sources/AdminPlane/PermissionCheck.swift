import Directory
import FlatMemory
import IdentityAPI
import PolicyEngine
import PolicyModel

/// Whether a caller may do what its call takes: a question like any other, decided by the very
/// policies that it may be about to change.
struct PermissionCheck: ~Copyable {
    private var evaluator = Evaluator()
    private var request: PreparedRequest

    /// - Parameter hash: That of the snapshots to decide by.
    init(hash: KeyedHash) { request = PreparedRequest(hash: hash) }

    /// Looks for what a caller lacks.
    ///
    /// - Parameter caller: The caller's ARN, or a service principal.
    /// - Returns: A message in IAM's words; `nil` if the caller may.
    mutating func denial(
        of permission: Permission, to caller: String, by snapshot: Snapshot,
        at epochSeconds: Int64
    ) -> String? {
        let query = Query(permission, caller: caller)
        let subject =
            "User: \(caller) is not authorized to perform: \(permission.action)"
            + (permission.resource == "*" ? "" : " on resource: \(permission.resource)")
        do throws(Refusal) {
            let explanation = try snapshot.decide(
                query, epochSeconds: epochSeconds, explaining: true, with: &evaluator,
                preparing: &request
            ).explanation
            guard !explanation.decision.isAllowed else { return nil }
            return subject + Self.reason(explanation, permission.action, query, snapshot)
        } catch {
            return subject + " because the principal is not known (\(error.rawValue))"
        }
    }

    /// Why, as far as IAM tells.
    ///
    /// Source: IAM User Guide, *Troubleshoot access denied error messages*.
    private static func reason(
        _ explanation: Evaluator.Explanation, _ action: String, _ query: Query,
        _ snapshot: Snapshot
    ) -> String {
        if explanation.decision == .explicitDeny {
            let type = explanation.statements.first?.policyType ?? .identity
            return " with an explicit deny in \(type.article) \(type.message)"
        }
        // Those that allowed in vain tell who did not.
        let allowed = Set(explanation.statements.map(\.policyType))
        let missing: PolicyType
        if !allowed.contains(.identity) {
            missing = .identity
        } else if !allowed.contains(.boundary), hasBoundary(query, snapshot) {
            missing = .boundary
        } else {
            missing = .serviceControl
        }
        return " because no \(missing.message) allows the \(action) action"
    }

    private static func hasBoundary(_ query: Query, _ snapshot: Snapshot) -> Bool {
        (try? snapshot.bundle.resolve(principal: query.principal))?.principal?.boundary != nil
    }
}

extension Query {
    /// The question whether a caller has a permission.
    fileprivate init(_ permission: Permission, caller: String) {
        self.init(principal: caller, action: permission.action, resource: permission.resource)
        let tagPrefix = "aws:ResourceTag/"
        for (key, values) in permission.context {
            if key.hasPrefix(tagPrefix), let value = values.first {
                resourceTags[String(key.dropFirst(tagPrefix.count))] = value
            } else if key == "aws:TagKeys" {
                context[key] = .multiple(values)
            } else if let value = values.first {
                context[key] = .single(value)
            }
        }
    }
}

extension PolicyType {
    /// What IAM's messages call a policy of this type.
    fileprivate var message: String {
        switch self {
        case .identity: "identity-based policy"
        case .resource, .trust: "resource-based policy"
        case .serviceControl: "service control policy"
        case .resourceControl: "resource control policy"
        case .session: "session policy"
        case .boundary: "permissions boundary"
        case .endpoint: "VPC endpoint policy"
        }
    }

    fileprivate var article: String { self == .identity ? "an" : "a" }
}

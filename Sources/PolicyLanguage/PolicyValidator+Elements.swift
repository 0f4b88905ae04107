import PolicyModel
import StrictJSON

/// Which elements a statement must have, and must not have, in a policy of each type.
///
/// Sources: IAM User Guide, *Grammar of the IAM JSON policy language*, *Principal*,
/// *NotPrincipal*, *Resource*; Organizations User Guide, *SCP syntax* and *RCP syntax*.
extension PolicyValidator {
    mutating func checkElements(of statement: StatementOutline, _ type: PolicyType) {
        checkPrincipalElement(of: statement, type)
        checkActionElement(of: statement)
        checkResourceElement(of: statement, type)
        if type == .resourceControl { checkRCP(statement) }
    }

    private mutating func checkPrincipalElement(
        of statement: StatementOutline, _ type: PolicyType
    ) {
        guard let principal = statement.principal else {
            switch type {
            case .trust, .endpoint, .resourceControl:
                if isFullAccessRCP { return }
                findings.add(
                    .error, .missingPrincipal, at: statement.node, "statement without `Principal`")
            case .resource:
                findings.add(
                    .warning, .missingPrincipal, at: statement.node,
                    "statement without `Principal` matches nobody in a resource policy")
            case .identity, .session, .boundary, .serviceControl: break
            }
            return
        }
        let element = principal.isNegated ? "`NotPrincipal`" : "`Principal`"
        switch type {
        case .identity, .session, .boundary:
            findings.add(
                .error, .unsupportedPrincipal, at: principal.node,
                "\(element) in a policy that belongs to a principal")
        case .serviceControl:
            findings.add(
                .error, .scpSyntaxErrorPrincipal, at: principal.node,
                "\(element) in a service control policy")
        case .resourceControl:
            // Here `{"AWS": "*"}` won't do, so the text is asked.
            if principal.isNegated || !tree.isString(principal.node, equalTo: "*") {
                findings.add(
                    .error, .rcpSyntaxErrorPrincipal, at: principal.node,
                    "resource control policy must have the principal `*`")
            }
        case .endpoint:
            if principal.isNegated || principal.values.contains(where: { $0.value != .everyone }) {
                findings.add(
                    .error, .unsupportedPrincipal, at: principal.node,
                    "endpoint policy must have the principal `*`")
            }
        case .trust where principal.isNegated:
            findings.add(
                .error, .roleTrustPolicySyntaxErrorNotPrincipal, at: principal.node,
                "`NotPrincipal` in a role trust policy")
        case .trust, .resource: break
        }
        if principal.values.isEmpty { reportEmpty(principal) }
    }

    private mutating func reportEmpty(_ principal: ClauseOutline<PrincipalPattern>) {
        let isObject = tree.isEmpty(principal.node)
        findings.add(
            .suggestion, isObject ? .emptyObjectPrincipal : .emptyArrayPrincipal,
            at: principal.node, "no principal is named")
    }

    private mutating func checkActionElement(of statement: StatementOutline) {
        guard let action = statement.action else {
            findings.add(
                .error, .missingAction, at: statement.node,
                "statement without `Action` or `NotAction`")
            return
        }
        if action.values.isEmpty {
            // AWS: "Policy statement must contain actions."
            findings.add(.error, .emptyArrayAction, at: action.node, "no action is named")
        }
    }

    private mutating func checkResourceElement(
        of statement: StatementOutline, _ type: PolicyType
    ) {
        guard let resource = statement.resource else {
            switch type {
            case .trust: break
            case .resource:
                findings.add(
                    .suggestion, .missingResource, at: statement.node,
                    "statement without `Resource` is about every resource that has the policy")
            default:
                findings.add(
                    .error, .missingResource, at: statement.node,
                    "statement without `Resource` or `NotResource`")
            }
            return
        }
        if type == .trust {
            findings.add(
                .error, .roleTrustPolicySyntaxErrorResource, at: resource.node,
                "`\(resource.isNegated ? "Not" : "")Resource` in a role trust policy")
        } else if resource.values.isEmpty {
            // AWS: "Policy statement must contain resources."
            findings.add(.error, .emptyArrayResource, at: resource.node, "no resource is named")
        }
    }

    private mutating func checkRCP(_ statement: StatementOutline) {
        if isFullAccessRCP { return }
        if let effect = statement.effect, effect.value == .allow {
            findings.add(
                .error, .rcpSyntaxErrorAllow, at: effect.node,
                "resource control policy can only deny")
        }
        guard let action = statement.action else { return }
        if action.isNegated {
            findings.add(
                .error, .rcpSyntaxErrorNotAction, at: action.node,
                "`NotAction` in a resource control policy")
        }
        for value in action.values where value.value == "*" {
            findings.add(
                .error, .rcpSyntaxErrorActionWildcard, at: value.node,
                "action `*` in a resource control policy")
        }
    }

    /// Whether this is `RCPFullAWSAccess`, which AWS attaches everywhere and nobody can write: one
    /// statement that allows everything.
    private var isFullAccessRCP: Bool {
        guard outline.statements.count == 1, let statement = outline.statements.first else {
            return false
        }
        return statement.effect?.value == .allow && statement.conditions.isEmpty
            && statement.action?.clause == Clause(["*"])
            && statement.resource?.clause == Clause(["*"])
            && (statement.principal == nil || statement.principal?.clause == Clause([.everyone]))
    }
}

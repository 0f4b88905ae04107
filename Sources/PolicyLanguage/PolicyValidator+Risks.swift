import PolicyModel
import StrictJSON

/// Grants that reach further than their authors tend to mean.
///
/// Source: IAM User Guide, *IAM Access Analyzer policy check reference*, security warnings.
extension PolicyValidator {
    mutating func checkRisks(of statement: StatementOutline) {
        guard statement.effect?.value == .allow else { return }
        if let principal = statement.principal, principal.isNegated {
            findings.add(
                .securityWarning, .allowWithNotPrincipal, at: principal.node,
                "`NotPrincipal` with `Allow` grants to everybody else, anonymous callers included")
        }
        // Only what is attached to a principal, or limits it, names roles to be passed.
        switch type {
        case .identity, .session, .boundary, nil:
            // Of any type, it is a resource policy if it has principals.
            guard statement.principal == nil else { return }
            checkGrant(of: .passRole, in: statement)
            checkGrant(of: .createServiceLinkedRole, in: statement)
        default: break
        }
    }

    private mutating func checkGrant(of grant: RiskyGrant, in statement: StatementOutline) {
        guard let action = statement.action, let resource = statement.resource,
            resource.isNegated || resource.values.contains(where: { $0.value == "*" }),
            !statement.conditions.contains(where: {
                $0.key.value.lowercased() == grant.guardKey.lowercased()
            })
        else { return }
        let names = action.values.map { $0.value.lowercased() }
        let text = Array(grant.action.utf8)
        let matches = names.contains { Glob.matches(Array($0.utf8), text) }
        guard matches != action.isNegated else { return }
        let isNamed = names.contains(grant.action)
        let code =
            switch (action.isNegated, isNamed, resource.isNegated) {
            case (true, _, false): grant.codes.starInResourceAndNotAction
            case (true, _, true): grant.codes.notActionAndNotResource
            case (false, true, false): grant.codes.starInResource
            case (false, true, true): grant.codes.notResource
            case (false, false, false): grant.codes.starInActionAndResource
            case (false, false, true): grant.codes.starInActionAndNotResource
            }
        findings.add(
            grant.severity, code, at: resource.node,
            "`\(grant.name)` on any role; name the roles, or ask for `\(grant.guardKey)`")
    }
}

/// An action that hands out roles, and what is said when it is granted on any of them.
private struct RiskyGrant {
    let name: String
    let severity: PolicyFinding.Severity
    /// A condition on this key shows that the author thought of it.
    let guardKey: String
    let codes: Codes

    var action: String { name.lowercased() }

    struct Codes {
        let starInResource: FindingCode
        let starInActionAndResource: FindingCode
        let starInResourceAndNotAction: FindingCode
        let notResource: FindingCode
        let starInActionAndNotResource: FindingCode
        let notActionAndNotResource: FindingCode
    }

    static let passRole = RiskyGrant(
        name: "iam:PassRole", severity: .securityWarning, guardKey: "iam:PassedToService",
        codes: Codes(
            starInResource: .passRoleWithStarInResource,
            starInActionAndResource: .passRoleWithStarInActionAndResource,
            starInResourceAndNotAction: .passRoleWithStarInResourceAndNotAction,
            notResource: .passRoleWithNotResource,
            starInActionAndNotResource: .passRoleWithStarInActionAndNotResource,
            notActionAndNotResource: .passRoleWithNotActionAndNotResource))

    static let createServiceLinkedRole = RiskyGrant(
        name: "iam:CreateServiceLinkedRole", severity: .warning, guardKey: "iam:AWSServiceName",
        codes: Codes(
            starInResource: .createSLRWithStarInResource,
            starInActionAndResource: .createSLRWithStarInActionAndResource,
            starInResourceAndNotAction: .createSLRWithStarInResourceAndNotAction,
            notResource: .createSLRWithNotResource,
            starInActionAndNotResource: .createSLRWithStarInActionAndNotResource,
            notActionAndNotResource: .createSLRWithNotActionAndNotResource))
}

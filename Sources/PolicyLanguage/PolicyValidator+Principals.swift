import PolicyModel
import StrictJSON

/// What the values of `Principal` and `NotPrincipal` look like.
///
/// Source: IAM User Guide, *AWS JSON policy elements: Principal*: everybody, or whole names; a
/// wildcard cannot match part of a name, and variables have no meaning.
extension PolicyValidator {
    mutating func checkPrincipals(_ clause: ClauseOutline<PrincipalPattern>) {
        // Elsewhere a principal is everybody, or an error as such.
        guard type == .resource || type == .trust || type == nil else { return }
        for principal in clause.values {
            switch principal.value {
            case .everyone: break
            case .aws(let name):
                if isWhole(name, principal.node), !name.isAWSPrincipal {
                    findings.add(
                        .error, .invalidPrincipalFormat, at: principal.node,
                        "`\(name)` is no account, ARN or unique id of a principal")
                }
            case .service(let name):
                if isWhole(name, principal.node), !name.isServicePrincipal {
                    findings.add(
                        .error, .invalidServicePrincipalFormat, at: principal.node,
                        "`\(name)` is no service principal, such as `ec2.amazonaws.com`")
                }
            case .federated(let name): _ = isWhole(name, principal.node)
            case .canonicalUser(let name):
                if isWhole(name, principal.node), !name.isCanonicalUser {
                    findings.add(
                        .error, .invalidPrincipalFormat, at: principal.node,
                        "`\(name)` is no canonical user id of 64 hexadecimal digits")
                }
            }
        }
    }

    /// Federated callers assume roles by actions of their own, and nobody else uses those.
    mutating func checkActionSuitsPrincipals(of statement: StatementOutline) {
        guard type == .trust, statement.effect?.value == .allow,
            let principal = statement.principal, !principal.isNegated, !principal.values.isEmpty,
            let action = statement.action, !action.isNegated, !action.values.isEmpty
        else { return }
        let federatedCount = principal.values.count { value in
            if case .federated = value.value { true } else { false }
        }
        let names = action.values.map { $0.value.lowercased() }
        let federatedActions = ["sts:assumerolewithsaml", "sts:assumerolewithwebidentity"]
        if federatedCount == principal.values.count {
            guard names.allSatisfy({ $0 == "sts:assumerole" }) else { return }
        } else {
            guard federatedCount == 0, names.allSatisfy(federatedActions.contains) else { return }
        }
        findings.add(
            analyzerError, .mismatchedActionForPrincipal, at: action.node,
            "callers of this kind cannot use the action")
    }

    /// Checks that a principal's name stands for itself.
    private mutating func isWhole(_ name: String, _ node: JSONTree.Node) -> Bool {
        if name.hasVariable {
            findings.add(
                .error, .variableUnsupportedInElement, at: node,
                "principal `\(name)` has a variable, which has no meaning there")
            return false
        }
        if name.hasWildcard {
            findings.add(
                .error,
                type == .trust
                    ? .roleTrustPolicyUnsupportedWildcardInPrincipal
                    : .unsupportedWildcardInPrincipal, at: node,
                "principal `\(name)` has a wildcard, which matches nobody as part of a name")
            return false
        }
        return true
    }
}

extension String {
    /// Whether the text is an account id, a unique id such as `AIDA…`, or the ARN of a root user,
    /// user, role or session.
    fileprivate var isAWSPrincipal: Bool {
        if self[...].isAccountID { return true }
        let arn = ARNFields(self)
        guard arn.isComplete else {
            let isUpper = utf8.allSatisfy { $0.isLetterOrDigit && !(0x61...0x7A ~= $0) }
            return hasPrefix("A") && utf8.count >= 16 && isUpper
        }
        guard arn[.prefix] == "arn", ARNFields.partitions.contains(arn[.partition] ?? ""),
            arn[.region] == "", let service = arn[.service], let account = arn[.account],
            let resource = arn[.resource]
        else { return false }
        let kinds =
            service == "iam" ? ["user/", "role/"] : ["assumed-role/", "federated-user/"]
        // CloudFront's origin access identities are users of an account of that name.
        let hasAccount = account.isAccountID || account == "cloudfront"
        return (service == "iam" || service == "sts") && hasAccount
            && (kinds.contains { resource.hasPrefix($0) && resource.count > $0.count }
                || (service == "iam" && resource == "root"))
    }

    /// Whether the text is a host name such as service principals are: labels with full stops
    /// between them, in AWS's domains or in a bare form such as `service.aws.internal`.
    fileprivate var isServicePrincipal: Bool {
        let labels = split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                !label.isEmpty
                    && label.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
            }
    }

    fileprivate var isCanonicalUser: Bool {
        utf8.count == 64 && allSatisfy(\.isHexDigit)
    }
}

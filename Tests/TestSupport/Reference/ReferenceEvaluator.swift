import PolicyModel

/// The slow and obvious evaluator: the specification of the policy language, restated as code.
///
/// It works on plain documents with recursion and arrays of Unicode scalars, and shares no code
/// with the compiled engine, so that the two can be held against each other. Everything it asks of
/// a request it works out anew, each time; do not use it where time matters.
///
/// Where the language is silent or disputed, these are our choices. The engine makes the same.
///
/// Text and actions
///  1. Text is counted and compared in Unicode scalars: `?` takes one, and two spellings of one
///     letter differ.
///  2. Actions and Booleans ignore the case of A–Z. `…IgnoreCase` operators also ignore that of
///     U+00C0–U+00DE except U+00D7, which is all that a document may hold.
///  3. An action without exactly one colon: in a request, only `*` matches it; as a pattern, it
///     matches nothing. A pattern with a wildcard in its service matches nothing.
///
/// Resources
///  4. All six parts of an ARN are case-sensitive. The first need not be `arn`.
///  5. A request's resource that has fewer than six parts is matched by `*` alone.
///  6. A pattern with fewer than six parts is a glob over the whole ARN if it ends in `*`, and
///     matches nothing otherwise; under NotResource what doesn't match doesn't exclude.
///  7. A NotResource entry whose variable has no value: an Allow does not apply, whatever the
///     other entries; a Deny takes the entry for one that excludes nothing.
///
/// Variables
///  8. `${` reaches to the first `}`; without one it is text.
///  9. `${key, 'text'}` is split at its first comma, and spaces around both halves are dropped.
///     What is not in quotes is no default. A default may be empty.
/// 10. A key that is missing, empty or multi-valued (also with one value) has no value.
///
/// Conditions
/// 11. A multi-valued key without a set operator: false, also with one value, for a negated
///     operator, and with `IfExists`. With no values at all it is a missing key.
/// 12. Under a set operator a key counts as missing if all its values are empty strings; beside
///     others an empty string is an ordinary value.
/// 13. `Null` ignores a set operator: `""` is present, an empty list is absent.
/// 14. A request's value that does not parse: false, but true for negated Numeric, Date, IP and ARN
///     operators in a Deny. Without operands, a positive operator is false and a negated one
///     true. An operand that does not parse: wherever no other one matches, true in a Deny and
///     false in an Allow.
/// 15. Numbers: optional sign, digits, optionally a point and digits. `-0` is 0.
/// 16. Dates: years 0000–9999, capital `T` and `Z`, no `24:00`, no leap second, the fraction cut
///     after nanoseconds. Four digits are a year; any other integer, perhaps with a minus, is
///     epoch seconds within 64 bits. Operands may be written as loosely as IAM accepts them.
/// 17. IP addresses: dotted quads and prefix lengths without leading zeros, no zones. A request's
///     value is a bare address.
/// 18. Base64: the standard alphabet, padded, unused bits zero.
///
/// Principals
/// 19. A principal in an identity, SCP, session or boundary policy is ignored. A missing one
///     means nobody in a resource policy, everybody in an RCP or endpoint policy.
/// 20. A user, session or federated user is named by its ARN exactly. A role is named by
///     partition, account and last path component, which alone ignores the case of A–Z. An
///     account's root names it by partition and account.
/// 21. A caller of kind `role` is matched by role ARNs as its sessions are, by no session's ARN.
/// 22. A unique id names a user directly, and a session as its role's or user's ARN does.
/// 23. NotPrincipal with Deny matches whoever has a permissions boundary.
///
/// Combination
/// 24. sts:GetCallerIdentity is allowed to every kind of caller but anonymous, federated and
///     canonical user.
/// 25. SCPs reach root, users, roles and sessions; RCPs go by the action's service and leave
///     kms:RetireGrant alone. Neither reaches service-linked roles.
/// 26. An unknown resource account is the ARN's if that is twelve digits, else the caller's.
/// 27. A caller whose ARN is malformed is in no account, and so never in the resource's.
/// 28. Root counts as allowed by its identity; a boundary or session policy that is there
///     nonetheless must allow.
/// 29. The resource's policy must speak for every action on a KMS `key/…`, and for `sts` actions
///     on an IAM `role/…`.
package struct ReferenceEvaluator {
    let request: AuthorizationRequest
    let policies: ApplicablePolicies<[NamedPolicy]>

    /// The answer that the specification gives.
    package static func decide(
        _ request: AuthorizationRequest, under policies: ApplicablePolicies<[NamedPolicy]>
    ) -> Decision {
        ReferenceEvaluator(request: request, policies: policies).decision
    }

    /// The statements that match the request in the sets that reach it, Allow and Deny alike, in
    /// the order of ``ApplicablePolicies``'s members.
    ///
    /// A trust policy counts as the `resource` policy that it is given as.
    package static func matchedStatements(
        _ request: AuthorizationRequest, under policies: ApplicablePolicies<[NamedPolicy]>
    ) -> [StatementReference] {
        ReferenceEvaluator(request: request, policies: policies).matches.map(\.reference)
    }

    /// The statements that an explanation of the answer names: all matching Deny statements of an
    /// explicit deny, else all matching Allow statements, whether they were enough or not.
    package static func determiningStatements(
        _ request: AuthorizationRequest, under policies: ApplicablePolicies<[NamedPolicy]>
    ) -> [StatementReference] {
        let isDenied = decide(request, under: policies) == .explicitDeny
        return matchedStatements(request, under: policies).filter {
            $0.effect == (isDenied ? .deny : .allow)
        }
    }
}

/// A statement that matched.
struct ReferenceMatch {
    var reference: StatementReference
    var strength: ReferenceStrength
}

extension ReferenceEvaluator {
    /// All matches in the sets that reach the request.
    var matches: [ReferenceMatch] {
        var all: [ReferenceMatch] = []
        all += matches(in: policies.identity ?? [], as: .identity)
        all += matches(in: policies.resource ?? [], as: .resource)
        all += policies.boundaries.flatMap { matches(in: $0, as: .boundary) }
        all += matches(in: policies.session ?? [], as: .session)
        all += serviceControl.flatMap { matches(in: $0, as: .serviceControl) }
        all += resourceControl.flatMap { matches(in: $0, as: .resourceControl) }
        all += matches(in: policies.endpoint ?? [], as: .endpoint)
        return all
    }

    /// The matches in one set of policies.
    func matches(in set: [NamedPolicy], as type: PolicyType) -> [ReferenceMatch] {
        var found: [ReferenceMatch] = []
        for policy in set {
            for (index, statement) in policy.document.statements.enumerated() {
                guard let strength = strength(of: statement, in: policy.document, as: type)
                else { continue }
                let reference = StatementReference(
                    policyType: type, policy: policy.name, sid: statement.sid, index: index,
                    effect: statement.effect)
                found.append(ReferenceMatch(reference: reference, strength: strength))
            }
        }
        return found
    }

    /// How a statement matches the request, `nil` if it does not.
    func strength(
        of statement: Statement, in document: PolicyDocument, as type: PolicyType
    ) -> ReferenceStrength? {
        guard matchesAction(statement.action),
            matchesResource(
                statement.resource, effect: statement.effect, version: document.version, as: type),
            statement.conditions.allSatisfy({
                holds($0, version: document.version, effect: statement.effect)
            })
        else { return nil }
        return principalStrength(statement, as: type)
    }
}

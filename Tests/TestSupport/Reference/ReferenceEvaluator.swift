import PolicyModel

/// The slow and obvious evaluator: the specification of the policy language, restated as code.
///
/// It works on plain documents with recursion and arrays of Unicode scalars, and shares no code
/// with the compiled engine, so that the two can be held against each other. Everything it asks of
/// a request it works out anew, each time; do not use it where time matters.
///
/// Where the language is silent or disputed, these are our choices. The engine makes the same.
///
/// | # | question | choice |
/// |---|---|---|
/// | 1 | unit of text | a Unicode scalar: `?` takes one, and no two spellings of a letter are equal |
/// | 2 | letter case, actions and booleans | A–Z only |
/// | 3 | letter case, `…IgnoreCase` | A–Z and U+00C0–U+00DE without U+00D7: all a document may hold |
/// | 4 | action without exactly one colon | request: only `*` matches; pattern: matches nothing |
/// | 5 | wildcard in an action's service | an ordinary character, so no request matches |
/// | 6 | case in ARNs | all six parts are case-sensitive |
/// | 7 | request resource that is no six-part ARN | only the pattern `*` matches it |
/// | 8 | short pattern | ends in `*`: globs over the whole ARN; otherwise matches nothing |
/// | 9 | first part of an ARN | compared like the others, not required to be `arn` |
/// | 10 | `${` … | ends at the first `}`; without one it is text |
/// | 11 | `${key, 'text'}` | split at the first comma, spaces around both halves dropped; what is not in quotes is no default |
/// | 12 | variable whose key is missing, empty or multi-valued | no value: the default, else no match |
/// | 13 | `.multiple` without a set operator | false, also with one value, negated, or `IfExists`; without values it is a missing key |
/// | 14 | empty string under a set operator | a missing key if all its values are empty; beside others an ordinary value |
/// | 15 | `Null` | ignores the set operator: `""` is present, an empty list is absent |
/// | 16 | request value that does not parse | false, also for negated Numeric, Date, IP and ARN operators |
/// | 17 | operand that does not parse | that operand matches nothing, so a negated operator passes it by |
/// | 18 | condition without operands | positive false, negated true |
/// | 19 | numbers | sign, digits, optional point and digits; no exponent, no `.5`, no `5.`; `-0` is 0 |
/// | 20 | dates | no lower-case `t` or `z`, no `24:00`, no leap second; fraction cut after nanoseconds; years 0000–9999 |
/// | 21 | integers as dates | four digits: a year; otherwise epoch seconds, optional minus, within 64 bits |
/// | 22 | IP addresses | dotted quads without leading zeros; a request value is a bare address; no zones |
/// | 23 | base64 | standard alphabet, padded, unused bits zero |
/// | 24 | principal of an identity, SCP, session or boundary policy | ignored |
/// | 25 | missing principal | resource: nobody; RCP and endpoint: everybody |
/// | 26 | ARN principals | the caller's own ARN exactly; a role's by partition, account and last path component, which alone ignores the case of A–Z; an account's root by partition and account |
/// | 27 | `.role` caller | matched by its role ARN as a session is; by no session ARN |
/// | 28 | `NotPrincipal` with Deny | matches whoever has a permissions boundary |
/// | 29 | authenticated, for sts:GetCallerIdentity | every kind but anonymous, federated, canonical user |
/// | 30 | SCPs | reach root, users, roles, sessions; not service-linked roles |
/// | 31 | RCPs | by the action's service; not kms:RetireGrant, not service-linked roles |
/// | 32 | unknown resource account | the ARN's account if it is twelve digits, else the caller's |
/// | 33 | caller whose ARN is malformed | in no account, so never in the resource's |
/// | 34 | root | its identity allows; a boundary or session policy given nonetheless must allow |
/// | 35 | resource whose policy must speak | any action on `kms` `key/…`; `sts` actions on `iam` `role/…` |
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
            statement.conditions.allSatisfy({ holds($0, version: document.version) })
        else { return nil }
        return principalStrength(statement, as: type)
    }
}

import Foundation
import PolicyModel

/// One test case: a request, the policies that apply, and the decision that is right.
package struct PolicyCase: Sendable, CustomStringConvertible {
    /// Names the case, for good.
    package var id: String
    /// What the case is about.
    package var notes: String
    /// The question.
    package var request: AuthorizationRequest
    /// The policies that apply to it.
    package var policies: ApplicablePolicies<[NamedPolicy]>
    /// The right answer.
    package var expected: Decision

    package init(
        id: String, notes: String = "", request: AuthorizationRequest,
        policies: ApplicablePolicies<[NamedPolicy]>, expected: Decision
    ) {
        self.id = id
        self.notes = notes
        self.request = request
        self.policies = policies
        self.expected = expected
    }

    package var description: String { "\(id): \(notes)" }
}

/// Files of test cases, one JSON object a line.
package enum CaseFile {
    /// Reads all cases of a file; blank lines are passed over.
    package static func cases(at url: URL) throws -> [PolicyCase] {
        try values(at: url).map(PolicyCase.init)
    }

    /// Reads the lines of a file as they are, with their documents unread.
    package static func values(at url: URL) throws -> [CaseValue] {
        try String(contentsOf: url, encoding: .utf8)
            .split(whereSeparator: \.isNewline)
            .map { try CaseValue(parsing: String($0)) }
    }
}

extension PolicyCase {
    /// Reads a case. Beside the usual members a request may have `principal_issuer` and
    /// `principal_unique_id`.
    package init(_ value: CaseValue) throws {
        let names = Decision.allCases.map { ($0.verdictName, $0) }
        guard let id = value["id"].string,
            let expected = names.first(where: { $0.0 == value["expected"].string })?.1
        else { throw CaseError(description: "case without id or expected: \(value.json)") }
        self.init(
            id: id, notes: value["notes"].string ?? "",
            request: try AuthorizationRequest(value["request"]),
            policies: try ApplicablePolicies(value), expected: expected)
    }

    /// The case as one line of a file of cases.
    package var json: String {
        var members: [String: CaseValue] = [
            "id": .string(id), "notes": .string(notes), "request": request.caseValue,
            "expected": .string(expected.verdictName),
        ]
        func documents(_ set: [NamedPolicy]) -> CaseValue {
            .array(set.map(\.document.caseValue))
        }
        members["identity_policies"] = documents(policies.identity ?? [])
        members["resource_policy"] = policies.resource?.first?.document.caseValue ?? .null
        members["permissions_boundaries"] = documents(policies.boundaries.flatMap { $0 })
        members["session_policies"] = documents(policies.session ?? [])
        members["scps"] = .array(policies.serviceControl.map(documents))
        members["rcps"] = .array(policies.resourceControl.map(documents))
        if let endpoint = policies.endpoint {
            members["vpc_endpoint_policies"] = documents(endpoint)
        }
        return CaseValue.object(members).json
    }
}

extension ApplicablePolicies where Policies == [NamedPolicy] {
    /// Reads the policies of a case. An empty list of identity, session or endpoint policies
    /// means that there are none.
    init(_ value: CaseValue) throws {
        func set(_ list: [CaseValue], _ name: String) throws -> [NamedPolicy] {
            try list.enumerated().map { index, document in
                NamedPolicy(name: "\(name)[\(index)]", document: try PolicyDocument(document))
            }
        }
        func optional(_ member: String, _ name: String) throws -> [NamedPolicy]? {
            let list = value[member].list
            return list.isEmpty ? nil : try set(list, name)
        }
        func levels(_ member: String, _ name: String) throws -> [[NamedPolicy]] {
            try value[member].list.enumerated().map { try set($1.list, "\(name)[\($0)]") }
        }
        self.init(
            identity: try optional("identity_policies", "identity"),
            resource: try optional("resource_policy", "resource"),
            boundaries: try set(value["permissions_boundaries"].list, "boundary").map { [$0] },
            session: try optional("session_policies", "session"),
            serviceControl: try levels("scps", "scp"),
            resourceControl: try levels("rcps", "rcp"),
            endpoint: try optional("vpc_endpoint_policies", "endpoint"))
    }
}

extension AuthorizationRequest {
    init(_ value: CaseValue) throws {
        guard let kind = value["principal_kind"].string.flatMap(Caller.Kind.init),
            let action = value["action"].string, let resource = value["resource"].string
        else { throw CaseError(description: "request: \(value.json)") }
        var context: [String: ContextValue] = [:]
        if case .object(let members) = value["context"] {
            for (key, member) in members {
                if case .array(let elements) = member {
                    context[key] = .multiple(elements.compactMap(\.scalarText))
                } else if let text = member.scalarText {
                    context[key] = .single(text)
                }
            }
        }
        let isWildcardOnly = value["wildcard_only_action"] == .boolean(true)
        self.init(
            caller: Caller(
                kind, id: value["principal"].string ?? "",
                issuer: value["principal_issuer"].string,
                uniqueID: value["principal_unique_id"].string,
                isServiceLinkedRole: value["service_linked_role"] == .boolean(true)),
            action: action, resource: isWildcardOnly ? "*" : resource,
            resourceAccount: value["resource_account"].string, context: context)
    }

    /// The request as JSON.
    var caseValue: CaseValue {
        var members: [String: CaseValue] = [
            "principal_kind": .string(caller.kind.rawValue), "action": .string(action),
            "principal": caller.kind == .anonymous ? .null : .string(caller.id),
            "resource": .string(resource),
            "resource_account": resourceAccount.map(CaseValue.string) ?? .null,
        ]
        members["context"] = .object(
            context.mapValues { value in
                switch value {
                case .single(let text): .string(text)
                case .multiple(let texts): .array(texts.map(CaseValue.string))
                }
            })
        if let issuer = caller.issuer { members["principal_issuer"] = .string(issuer) }
        if let id = caller.uniqueID { members["principal_unique_id"] = .string(id) }
        if caller.isServiceLinkedRole { members["service_linked_role"] = .boolean(true) }
        return .object(members)
    }
}

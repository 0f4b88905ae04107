import ConditionValues
import Identities
import PolicyLanguage
import PolicyModel
import PolicySimulation
import QueryProtocol

/// The parameters of simulations, checked.
extension Request {
    // LIMIT: AWS states none; a body of 1 MiB holds no more documents, actions, resources or keys
    // that are worth anything.
    private static let listCountMax = 1_000
    // LIMIT: AWS's: an organization is at most so deep, root and account included.
    private static let organizationDepthMax = 7

    /// The policies that are simulated as if they were attached.
    func inputPolicies(isRequired: Bool) throws(QueryError) -> [SimulatedPolicy] {
        let texts = try texts("PolicyInputList", .document)
        if isRequired, texts.isEmpty { throw .missing("PolicyInputList") }
        return try simulated(texts, "PolicyInputList", as: .identity)
    }

    /// The permissions boundary that is simulated; `nil` if none is given.
    func inputBoundary() throws(QueryError) -> [SimulatedPolicy]? {
        let name = "PermissionsBoundaryPolicyInputList"
        let texts = try texts(name, .document)
        if texts.isEmpty { return nil }
        guard texts.count == 1 else {
            throw .invalidInput("Only one permissions boundary policy is allowed.")
        }
        return try simulated(texts, name, as: .boundary)
    }

    /// The SCPs that are simulated, from the root down.
    func inputOrganization() throws(QueryError) -> [[SimulatedPolicy]] {
        let name = "OrderedOrganizationPolicyInputList"
        let levels = try read { () throws(QueryParameterError) in
            try call.parameters.structures(name, countMax: Self.organizationDepthMax) ?? []
        }
        return try levels.map { (level) throws(QueryError) in
            let list = "ServiceControlPolicyInputList"
            let texts = try texts(list, .document, in: level)
            return try simulated(texts, list, as: .serviceControl)
        }
    }

    /// Adds the resources' policy and their owner.
    func addResources(to simulation: inout Simulation, hasCaller: Bool) throws(QueryError) {
        if let text = try optionalText("ResourcePolicy", .document) {
            guard hasCaller else {
                throw .invalidInput("CallerArn is required when ResourcePolicy is given.")
            }
            simulation.resourcePolicy = try simulated(
                [text], "ResourcePolicy", as: .resource)[0]
        }
        if let owner = try optionalText("ResourceOwner", .arn) {
            guard let account = owner.rootAccount else {
                throw .invalidInput("ResourceOwner \(owner) is not the ARN of an account's root.")
            }
            simulation.resourceAccount = account
        }
        simulation.isWithinAccount =
            simulation.resourcePolicy == nil && simulation.resourceAccount == nil
        // Read so that a bad one is told; which resources belong together is not looked at.
        _ = try optionalText(
            "ResourceHandlingOption",
            .word([
                "EC2-VPC-InstanceStore", "EC2-VPC-InstanceStore-Subnet", "EC2-VPC-EBS",
                "EC2-VPC-EBS-Subnet",
            ]))
    }

    /// The actions, in the order of asking.
    func actionNames() throws(QueryError) -> [String] {
        let names = try texts("ActionNames", .actionName)
        if names.isEmpty { throw .missing("ActionNames") }
        for name in names where name.split(separator: ":").count != 2 || name.contains("*") {
            throw .invalidInput("Invalid action name: \(name)")
        }
        return names
    }

    /// The resources, in the order of asking.
    func resourceARNs() throws(QueryError) -> [String] {
        let arns = try texts("ResourceArns", .resourceName)
        return arns.isEmpty ? ["*"] : arns
    }

    /// The context keys that are given values.
    func contextEntries() throws(QueryError) -> [(key: String, value: ContextValue)] {
        let entries = try read { () throws(QueryParameterError) in
            try call.parameters.structures("ContextEntries", countMax: Self.listCountMax) ?? []
        }
        return try entries.map { (entry) throws(QueryError) in
            let (key, type) = try read { () throws(QueryParameterError) in
                (try entry.string("ContextKeyName"), try entry.string("ContextKeyType"))
            }
            guard let key else { throw .missing("ContextEntries.ContextKeyName") }
            if let violation = ParameterRule.contextKey.violation(by: key) {
                throw .validation("ContextEntries.ContextKeyName", violation)
            }
            if let type, let violation = ParameterRule.contextType.violation(by: type) {
                throw .validation("ContextEntries.ContextKeyType", violation)
            }
            let values = try texts("ContextKeyValues", .contextValue, in: entry)
            let isList = type?.hasSuffix("List") == true || values.count != 1
            return (key, isList ? .multiple(values) : .single(values[0]))
        }
    }

    /// The texts of a list; none if it isn't there.
    func texts(
        _ name: String, _ rule: ParameterRule, in parameters: QueryParameters? = nil
    ) throws(QueryError) -> [String] {
        let texts = try read { () throws(QueryParameterError) in
            try (parameters ?? call.parameters).list(name, countMax: Self.listCountMax) ?? []
        }
        for text in texts {
            if let violation = rule.violation(by: text) { throw .validation(name, violation) }
        }
        return texts
    }

    /// Reads parameters, with what is wrong with them in the words of the API.
    func read<Value>(
        _ body: () throws(QueryParameterError) -> Value
    ) throws(QueryError) -> Value {
        do throws(QueryParameterError) { return try body() } catch { throw error.queryError }
    }

    private func simulated(
        _ texts: [String], _ name: String, as type: PolicyType
    ) throws(QueryError) -> [SimulatedPolicy] {
        var policies: [SimulatedPolicy] = []
        for (index, text) in texts.enumerated() {
            let source =
                texts.count == 1 && name == "ResourcePolicy" ? name : "\(name).\(index + 1)"
            do throws(PolicyFinding) {
                policies.append(
                    try SimulatedPolicy(source: source, text: text, as: type, origin: .stored))
            } catch {
                throw .invalidInput(
                    "Invalid Policy Document \(source): \(error.message) (line "
                        + "\(error.position.line), column \(error.position.column))")
            }
        }
        return policies
    }
}

extension ParameterRule {
    fileprivate static let actionName = ParameterRule(length: 3...128, pattern: ".+") { _ in true }
    fileprivate static let resourceName = ParameterRule(length: 1...2_048, pattern: ".+") { _ in
        true
    }
    fileprivate static let contextKey = ParameterRule(length: 5...256, pattern: ".+") { _ in true }
    fileprivate static let contextValue = ParameterRule(length: 0...2_048, pattern: ".*") { _ in
        true
    }
    fileprivate static let contextType = word(
        ["string", "numeric", "boolean", "ip", "binary", "date"].flatMap { [$0, $0 + "List"] })
}

extension String {
    /// The account of which this is the root's ARN.
    fileprivate var rootAccount: String? {
        guard let arn = ARN(self), arn.service == "iam", arn.resource == "root",
            arn.account.isAccountID
        else { return nil }
        return arn.account
    }
}

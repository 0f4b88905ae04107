import Identities
import PolicyLanguage
import PolicyModel
import QueryProtocol

/// The parameters of a call, checked.
extension Request {
    /// A text as it is given, which nothing is known of; `nil` if it is left out.
    func given(_ name: String) throws(QueryError) -> String? {
        do { return try call.parameters.string(name) } catch { throw error.queryError }
    }

    /// A text that has to be there.
    func text(_ name: String, _ rule: ParameterRule) throws(QueryError) -> String {
        guard let text = try optionalText(name, rule) else { throw .missing(name) }
        return text
    }

    /// A text that may be left out.
    func optionalText(_ name: String, _ rule: ParameterRule) throws(QueryError) -> String? {
        guard let text = try given(name) else { return nil }
        if let violation = rule.violation(by: text) { throw .validation(name, violation) }
        return text
    }

    /// A whole number that may be left out.
    func optionalNumber(
        _ name: String, in range: ClosedRange<Int>
    ) throws(QueryError) -> Int? {
        guard let text = try given(name) else { return nil }
        guard let number = Int(text) else {
            throw .validation(name, "Member must be an integer")
        }
        if number > range.upperBound {
            throw .validation(
                name, "Member must have value less than or equal to \(range.upperBound)")
        }
        if number < range.lowerBound {
            throw .validation(
                name, "Member must have value greater than or equal to \(range.lowerBound)")
        }
        return number
    }

    /// Yes or no; no if it is left out.
    func flag(_ name: String) throws(QueryError) -> Bool {
        switch try given(name)?.lowercased() {
        case "true": return true
        case "false", nil: return false
        default: throw .validation(name, "Member must be true or false")
        }
    }

    /// The path of something new, `/` if it is left out.
    ///
    /// - Throws: `InvalidInput` for the paths that mark what AWS's services have made: what stands
    ///   there is left alone by the policies of an organization, so nobody may put anything there.
    func path(_ rule: ParameterRule) throws(QueryError) -> String {
        let path = try optionalText("Path", rule) ?? "/"
        let reserved = ["/aws-service-role/", "/aws-reserved/"]
        if reserved.contains(where: path.lowercased().hasPrefix) {
            throw .invalidInput("The path is reserved for roles that AWS services create.")
        }
        return path
    }

    /// A policy document, valid as a policy of the type.
    ///
    /// - Throws: `MalformedPolicyDocument` with what is wrong first, and where.
    func document(_ name: String, as type: PolicyType) throws(QueryError) -> String {
        let text = try text(name, .document)
        let reading = PolicyReader.read(Array(text.utf8), as: type, origin: .new)
        guard let finding = reading.findings.first(where: { $0.severity == .error }) else {
            return text
        }
        let place = "line \(finding.position.line), column \(finding.position.column)"
        throw .malformedPolicyDocument("\(finding.message) (\(place))")
    }
}

/// The ARNs that parameters hold.
extension Request {
    /// The managed policy that `PolicyArn` names.
    func policyARN() throws(QueryError) -> PolicyARN { try policyARN("PolicyArn") }

    /// The text of `PermissionsBoundary`, if there is one.
    func boundaryARN() throws(QueryError) -> String? {
        if try given("PermissionsBoundary") == nil { return nil }
        return try policyARN("PermissionsBoundary").text
    }

    private func policyARN(_ name: String) throws(QueryError) -> PolicyARN {
        let text = try text(name, .arn)
        guard let arn = PolicyARN(text) else { throw .invalidInput("ARN \(text) is not valid.") }
        return arn
    }
}

/// The tags that parameters hold.
extension Request {
    /// The tags to set, in the order given.
    func tags() throws(QueryError) -> [Tag] {
        var tags: [Tag] = []
        do {
            let countMax = view.quotas.tagsPerEntity
            for tag in try call.parameters.structures("Tags", countMax: countMax) ?? [] {
                let key = try tag.requiredString("Key")
                tags.append(Tag(key: key, value: try tag.requiredString("Value")))
            }
        } catch { throw error.queryError }
        for tag in tags {
            try check(tag.key, .tagKey, "tags.key")
            try check(tag.value, .tagValue, "tags.value")
        }
        try checkKeys(tags.map(\.key))
        return tags
    }

    /// The keys of the tags to remove.
    func tagKeys() throws(QueryError) -> [String] {
        let keys: [String]?
        do {
            keys = try call.parameters.list("TagKeys", countMax: view.quotas.tagsPerEntity)
        } catch { throw error.queryError }
        guard let keys else { throw .missing("TagKeys") }
        for key in keys { try check(key, .tagKey, "tagKeys") }
        try checkKeys(keys)
        return keys
    }

    private func check(
        _ text: String, _ rule: ParameterRule, _ name: String
    ) throws(QueryError) {
        if let violation = rule.violation(by: text) { throw .validation(name, violation) }
    }

    /// Source: IAM User Guide, *Tags for IAM resources*.
    private func checkKeys(_ keys: [String]) throws(QueryError) {
        let folded = keys.map { $0.lowercased() }
        if Set(folded).count < keys.count {
            throw .invalidInput(
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
        }
        if folded.contains(where: { $0.hasPrefix("aws:") }) {
            throw .invalidInput("Tag keys with the prefix aws: are reserved.")
        }
    }
}

import PolicyModel

/// Matching `Action` and `NotAction`.
extension ReferenceEvaluator {
    /// Whether the clause covers the request's action; a missing one covers nothing.
    func matchesAction(_ clause: Clause<String>?) -> Bool {
        guard let clause else { return false }
        return clause.values.contains(where: matchesAction) != clause.isNegated
    }

    /// Whether one pattern covers the request's action.
    ///
    /// `*` covers everything. Otherwise the services are equal and the name matches the glob, both
    /// without regard to the case of A–Z.
    private func matchesAction(pattern: String) -> Bool {
        if pattern.isScalarEqual(to: "*") { return true }
        guard let wanted = serviceAndName(pattern), let asked = serviceAndName(request.action)
        else { return false }
        // A wildcard in the service is not valid, so such a pattern covers nothing.
        guard !wanted.service.contains("*"), !wanted.service.contains("?") else { return false }
        return wanted.service == asked.service
            && referenceGlobMatches(referenceGlob(wanted.name)[...], asked.name[...])
    }

    /// An action in lower case, split at its only colon; `nil` if it hasn't exactly one.
    private func serviceAndName(
        _ action: String
    ) -> (service: [Unicode.Scalar], name: [Unicode.Scalar])? {
        let parts = action.scalars.map(\.lowercasedASCII)
            .split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? (Array(parts[0]), Array(parts[1])) : nil
    }
}

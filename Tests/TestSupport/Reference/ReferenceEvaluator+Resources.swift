import PolicyModel

/// Matching `Resource` and `NotResource`.
extension ReferenceEvaluator {
    /// What one pattern says about the request's resource.
    private enum Coverage {
        case covered
        case notCovered
        /// The pattern holds a variable without a value, so it matches no resource at all.
        case unresolved
    }

    /// Whether the clause covers the request's resource.
    ///
    /// A missing clause covers everything in a resource or trust policy and nothing elsewhere. A
    /// `NotResource` entry without a value excludes nothing, which would widen an Allow: there the
    /// statement does not apply, while a Deny does.
    func matchesResource(
        _ clause: Clause<String>?, effect: Effect, version: PolicyDocument.Version,
        as type: PolicyType
    ) -> Bool {
        guard let clause else { return type == .resource || type == .trust }
        let coverages = clause.values.map { coverage($0, version: version) }
        if !clause.isNegated { return coverages.contains(.covered) }
        if coverages.contains(.covered) { return false }
        return effect == .deny || !coverages.contains(.unresolved)
    }

    /// Holds one pattern against the request's resource.
    private func coverage(_ pattern: String, version: PolicyDocument.Version) -> Coverage {
        if pattern.isScalarEqual(to: "*") { return .covered }
        // `*` and whatever is no ARN name no particular resource.
        guard let parts = referenceARNParts(request.resource.scalars) else { return .notCovered }

        let template = ReferenceTemplate(pattern, version: version)
        let segments = template.segments
        if segments.count == 6 {
            var globs: [[ReferenceGlobToken]] = []
            for segment in segments {
                guard let glob = segment.tokens(in: request, wildcards: true)
                else { return .unresolved }
                globs.append(glob)
            }
            let agree = zip(globs, parts).allSatisfy { referenceGlobMatches($0[...], $1[...]) }
            return agree ? .covered : .notCovered
        }

        // A short ARN: only a `*` at its end can reach over the colons that it does not have.
        guard pattern.scalars.last == "*" else { return .notCovered }
        guard let glob = template.tokens(in: request, wildcards: true) else { return .unresolved }
        return referenceGlobMatches(glob[...], request.resource.scalars[...])
            ? .covered : .notCovered
    }
}

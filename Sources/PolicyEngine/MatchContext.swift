import FlatMemory

/// What conditions and resource entries of a set refer to: patterns for texts and for the parts of
/// ARNs, and the digits of numbers.
final class MatchContext: Sendable {
    let pool: TextMatcherPool
    let verifications: FlatArray<Verification>
    let partMatchers: FlatArray<TextMatcher>
    let patterns: FlatArray<FullPattern>
    let lists: FlatArray<PatternList>
    let numbers: FlatArray<UInt8>

    /// The context without anything, which all sets share that refer to nothing.
    private static let empty = MatchContext(
        ResourceIndexBuilder(hash: KeyedHash(key: 0)), numbers: [])

    static func context(of builder: ResourceIndexBuilder, numbers: [UInt8]) -> MatchContext {
        let isEmpty =
            builder.verifications.isEmpty && builder.lists.isEmpty
            && builder.partMatchers.isEmpty && builder.pools.isEmpty && numbers.isEmpty
        return isEmpty ? empty : MatchContext(builder, numbers: numbers)
    }

    private init(_ builder: ResourceIndexBuilder, numbers: [UInt8]) {
        pool = TextMatcherPool(builder.pools)
        verifications = FlatArray(builder.verifications)
        partMatchers = FlatArray(builder.partMatchers)
        patterns = FlatArray(builder.patterns)
        lists = FlatArray(builder.lists)
        self.numbers = FlatArray(numbers)
    }

    /// Whether six matchers match the six parts of an ARN.
    func matchesParts(
        _ first: UInt32, _ parts: ARNParts,
        _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) -> MatchResult {
        var result = MatchResult.matched
        for index in 0..<6 {
            let matcher = partMatchers[Int(first) + index]
            switch pool.match(matcher, parts[index], of: request, &scratch) {
            case .matched: break
            case .notMatched: if result == .matched { result = .notMatched }
            case .unresolved: result = .unresolved
            }
        }
        return result
    }

    /// Whether partition, region and account match three matchers.
    func matchesOpenParts(
        _ first: UInt32, _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) -> Bool {
        let parts = (
            request.resource.parts[1], request.resource.parts[3], request.resource.parts[4]
        )
        return pool.match(partMatchers[Int(first)], parts.0, of: request, &scratch) == .matched
            && pool.match(partMatchers[Int(first) + 1], parts.1, of: request, &scratch) == .matched
            && pool.match(partMatchers[Int(first) + 2], parts.2, of: request, &scratch) == .matched
    }

    /// Whether what a resource entry leaves open matches the request's resource.
    ///
    /// - Parameters:
    ///   - number: 1 + the number of a verification, or 0 if nothing is open.
    ///   - prefixLength: Bytes of the sixth part that the index has compared.
    @inline(__always)
    func matches(
        _ number: UInt32, prefixLength: UInt32, _ request: borrowing PreparedRequest,
        _ scratch: inout MatchScratch
    ) -> Bool {
        if number == 0 { return true }
        let verification = verifications[Int(number) &- 1]
        switch verification.scope {
        case .rest:
            let part = request.resource.parts[5]
            let length = Int(prefixLength)
            let rest = TextRange(start: part.start &+ length, count: part.count &- length)
            return pool.match(verification.matcher, rest, of: request, &scratch) == .matched
                && (verification.checks == 0
                    || matchesOpenParts(verification.checks - 1, request, &scratch))
        case .whole, .parts:
            let full = FullPattern(
                scope: verification.scope, matcher: verification.matcher,
                checks: verification.checks)
            return matches(full, request, &scratch) == .matched
        case .none: return isOutside(lists[Int(verification.checks)], request, &scratch)
        }
    }

    private func matches(
        _ pattern: FullPattern, _ request: borrowing PreparedRequest,
        _ scratch: inout MatchScratch
    ) -> MatchResult {
        // `*`, and whatever is no ARN, names no particular resource.
        guard request.resource.isARN else { return .notMatched }
        return pattern.scope == .whole
            ? pool.match(pattern.matcher, request.resource.range, of: request, &scratch)
            : matchesParts(pattern.checks, request.resource.parts, request, &scratch)
    }

    /// Whether a resource lies outside of all patterns of a `NotResource`.
    ///
    /// A pattern with a variable that has no value matches nothing. Read literally it would exclude
    /// nothing, which widens an Allow: such an Allow does not apply, while a Deny does.
    private func isOutside(
        _ list: PatternList, _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) -> Bool {
        var isUnresolved = false
        for index in 0..<Int(list.count) {
            switch matches(patterns[Int(list.first) + index], request, &scratch) {
            case .matched: return false
            case .unresolved: isUnresolved = true
            case .notMatched: break
            }
        }
        return list.isDeny || !isUnresolved
    }
}

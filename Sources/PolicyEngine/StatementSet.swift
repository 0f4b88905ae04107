import FlatMemory
import PolicyModel

/// A set of policies that act together, compiled: what is attached to one principal, to one
/// resource, or to one level of an organization.
///
/// A set knows its statements by number: `[NamedPolicy].reference(toStatement:as:)` names them.
///
/// A request's action and resource lead to a short list of entries through two indexes; what an
/// entry leaves open, its statement's principal and its conditions are then checked one by one,
/// Deny first. The value is immutable and may be shared by any number of threads.
package final class StatementSet: Sendable {
    /// A statement, as the evaluation needs it.
    struct Record: BitwiseCopyable {
        var firstCondition: UInt32
        var conditionCount: UInt32
        /// 1 + the number of the principal element; 0 names everybody.
        var principal: UInt32
    }

    let hash: KeyedHash
    /// The statements, if any of them has principals or conditions.
    let records: FlatArray<Record>
    let actions: ActionIndex
    let actionSets: ActionSetTable
    let resources: ResourceIndex
    let conditions: ConditionTable
    let principals: PrincipalTable
    let context: MatchContext
    private let hasDeny: Bool

    /// The number of statements.
    package let statementCount: Int

    /// The context keys that conditions and variables of the set can read, by name; those of the
    /// clock are left out, since ``timeline`` says all about them.
    package let readableKeys: [ReadableKey]

    /// The same keys, and those of the clock if it is read, roughly.
    package let keyFilter: KeyFilter

    /// The hashes of ``readableKeys``.
    private let readableHashes: FlatArray<UInt64>

    /// When the passing of time alone can change what the set says.
    package let timeline: Timeline

    /// What a set says about a request.
    package struct Outcome: Sendable {
        /// Whether some Deny statement matches.
        package var isDenied = false
        /// How closely the best matching Allow statement names the caller.
        package var allowed = Strength.none
    }

    /// Compiles policies.
    ///
    /// - Parameters:
    ///   - policies: The documents with their names.
    ///   - type: The part they play, which decides what missing elements mean.
    ///   - hash: The same as that of the requests that will be evaluated.
    /// - Throws: ``CompileError`` if a pattern or the set is beyond what the index can hold. No
    ///   statement is ever left out.
    /// - Complexity: O(n log n) in the size of the documents.
    package init(
        compiling policies: [NamedPolicy], as type: PolicyType, hash: KeyedHash
    ) throws(CompileError) {
        var builder = StatementSetBuilder(type: type, hash: hash)
        for policy in policies { builder.add(policy) }
        builder.resources.settleRests()
        if builder.resources.pools.isOverLimit {
            throw CompileError(kind: .patternTooLong, policy: policies.first?.name ?? "")
        }
        let facts = ReadFacts(builder.conditions, builder.resources.pools)
        readableKeys = facts.keys
        timeline = facts.timeline
        readableHashes = FlatArray(facts.keys.map(\.hash))
        keyFilter = facts.filter(hash)
        self.hash = hash
        statementCount = builder.records.count
        records = FlatArray(builder.hasConditional ? builder.records : [])
        actions = try ActionIndex(builder.actions)
        actionSets = ActionSetTable(
            builder.actionSets, isSignatureExact: actions.isSignatureExact)
        resources = try ResourceIndex(
            builder.resources, actions: builder.actionSets, principals: builder.principals,
            patternCount: actions.patternCount)
        conditions = .table(of: builder.conditions)
        principals = .table(of: builder.principals)
        context = .context(of: builder.resources, numbers: builder.conditions.numbers)
        hasDeny = builder.hasDeny
    }

    /// Whether some condition or variable reads the key whose name has this hash.
    ///
    /// - Complexity: O(readable keys).
    package func reads(_ hash: UInt64) -> Bool {
        for index in 0..<readableHashes.count where readableHashes[index] == hash { return true }
        return false
    }

    /// Evaluates a request.
    ///
    /// - Parameter collectsAll: Whether every matching statement is wanted; their numbers are then
    ///   put into `scratch.matched`. Otherwise evaluation ends as soon as the outcome is known.
    /// - Precondition: The request was prepared with this set's hash.
    package func evaluate(
        _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch,
        collectsAll: Bool = false
    ) -> Outcome {
        precondition(request.hash == hash, "request and policies were hashed with different keys")
        var outcome = Outcome()
        actions.match(request, &scratch)
        resources.collect(request, &scratch)
        if hasDeny {
            for index in 0..<scratch.groups.count {
                let group = scratch.groups[index]
                for offset in 0..<Int(group.denyCount) {
                    let place = Int(group.first) &+ offset &* ResourceEntry.wordCount
                    let strength = matches(place, group, request, &scratch, collectsAll)
                    if strength != .none {
                        outcome.isDenied = true
                        if !collectsAll { return outcome }
                    }
                }
            }
        }
        for index in 0..<scratch.groups.count {
            let group = scratch.groups[index]
            let first = Int(group.first) &+ Int(group.denyCount) &* ResourceEntry.wordCount
            for offset in 0..<Int(group.allowCount) {
                let place = first &+ offset &* ResourceEntry.wordCount
                let strength = matches(place, group, request, &scratch, collectsAll)
                if strength > outcome.allowed { outcome.allowed = strength }
                if strength == .direct, !collectsAll { return outcome }
            }
        }
        if collectsAll { scratch.orderMatched() }
        return outcome
    }

    /// How many entries a request is compared with at most, for tests of the index.
    package func candidateCount(
        _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) -> Int {
        actions.match(request, &scratch)
        resources.collect(request, &scratch)
        var count = 0
        for index in 0..<scratch.groups.count {
            count += Int(scratch.groups[index].denyCount + scratch.groups[index].allowCount)
        }
        return count
    }

    /// How closely an entry's statement matches the request.
    @inline(__always)
    private func matches(
        _ place: Int, _ group: EntryGroup, _ request: borrowing PreparedRequest,
        _ scratch: inout MatchScratch, _ collectsAll: Bool
    ) -> Strength {
        let entry = resources.records.entry(place)
        if !group.isActionKnown, !coversAction(entry, scratch) { return .none }
        guard
            context.matches(
                entry.verification, prefixLength: group.prefixLength, request, &scratch)
        else { return .none }
        var strength = Strength.direct
        if entry.traits.contains(.isConditional) {
            strength = conditionalStrength(entry.statement, request, &scratch)
            if strength == .none { return .none }
        }
        if collectsAll { scratch.matched.append(entry.statement) }
        return strength
    }

    /// Whether an entry's action element covers the action that `scratch.actions` is about.
    @inline(__always)
    private func coversAction(
        _ entry: ResourceEntry, _ scratch: borrowing MatchScratch
    ) -> Bool {
        var isListed = entry.signature & scratch.actionSignature != 0
        if isListed, !actions.isSignatureExact {
            isListed = actionSets.lists(entry.actionSet, scratch.actions)
        }
        return isListed != entry.traits.contains(.isActionNegated)
    }

    /// How closely a statement with principals or conditions matches the request.
    private func conditionalStrength(
        _ statement: UInt32, _ request: borrowing PreparedRequest, _ scratch: inout MatchScratch
    ) -> Strength {
        let record = records[Int(statement)]
        let strength =
            record.principal == 0
            ? Strength.direct : principals.strength(Int(record.principal) - 1, request)
        guard strength != .none else { return .none }
        for offset in 0..<Int(record.conditionCount) {
            let number = Int(record.firstCondition) &+ offset
            guard conditions.holds(number, request, context, &scratch) else { return .none }
        }
        return strength
    }
}

import FlatMemory
import PolicyEngine
import PolicyModel

/// Deciding questions in bytes, without a string, an allocation or a counted reference.
///
/// The definition is ``decide(_:epochSeconds:explaining:with:preparing:)``: whatever is decided
/// here is decided there alike.
extension Snapshot {
    /// Everything around a question that the snapshot knows: who asks, by which policies, and what
    /// of the context can matter.
    package struct Setting: ~Copyable {
        /// A number that stands for the user or role, in this snapshot alone.
        package let principalID: UInt64
        /// The session's name at the end of the principal's id; empty if that is no session.
        package let session: TextRange
        /// Which context keys may matter.
        package let filter: KeyFilter
        /// Whether some policy may look at the clock.
        let readsClock: Bool

        var isSession: Bool { session.count > 0 }
        let principal: PrincipalRecord
        let shard: Handle<PrincipalShard>
        /// The principal's place in the shard.
        let number: Int
        let owner: Owner
        let ownResource: Int?
        let resourcePolicy: Handle<StatementSet>?
        /// The role or user that the resource is.
        let resourcePrincipal: PrincipalIndex.Place?
        let serviceControl: TextRange
        let resourceControl: TextRange
    }

    /// The account that owns the resource.
    enum Owner: BitwiseCopyable {
        /// Nobody knows; it is taken to be the caller's.
        case unknown
        /// Known by its place in the table.
        case place(Int)
        /// As the question says.
        case text(TextRange)
    }

    /// Looks up what a question is about.
    ///
    /// - Returns: `nil` if only ``Query`` will do: for callers that are neither users nor roles, or
    ///   unknown, and for resources that the tables can't find.
    /// - Complexity: a few probes.
    package func setting(of question: borrowing Question) -> Setting? {
        guard let (place, session) = principalPlace(question) else { return nil }
        let principal = principals.record(place)
        var filter = principal.filter
        var found = ResourceTable.Found()
        var resourcePolicy: Handle<StatementSet>?
        var resourcePrincipal: PrincipalIndex.Place?
        if question.request.resource.isARN {
            if resources.isIncomplete { return nil }
            if resources.records.count > 0 {
                guard question.request.resource.hasAllBorders else { return nil }
                found = resources.find(question.request)
                if let guardian = found.guardian {
                    resourcePolicy = resources.records[guardian].policy
                }
            }
            let text = question.request.text.paddedSpan
            if text.isWord("iam", at: question.request.resource.parts[2]) {
                resourcePrincipal = principals.find(text, question.request.resource.range)
                if let place = resourcePrincipal, question.request.isAboutTrust {
                    if let trust = principals.record(place).trust { resourcePolicy = trust }
                }
            }
        }
        let owner = owner(of: question, found, caller: Int(principal.account))
        let account = accounts.records[Int(principal.account)]
        var serviceControl = TextRange.empty
        var resourceControl = TextRange.empty
        if !principal.isServiceLinkedRole {
            serviceControl = account.serviceControl
            filter.formUnion(account.serviceFilter)
            let guarded =
                if case .unknown = owner { account as AccountTable.Record? } else {
                    record(of: owner, question)
                }
            if let guarded {
                resourceControl = guarded.resourceControl
                filter.formUnion(guarded.resourceFilter)
            }
        }
        if let resourcePolicy {
            filter.formUnion(resourcePolicy.withObject { $0.keyFilter })
        }
        return Setting(
            principalID: UInt64(place.shard) &<< 32 | UInt64(place.number), session: session,
            filter: filter, readsClock: question.readsClock(in: filter), principal: principal,
            shard: principals.shard(place), number: Int(place.number), owner: owner,
            ownResource: found.own, resourcePolicy: resourcePolicy,
            resourcePrincipal: resourcePrincipal, serviceControl: serviceControl,
            resourceControl: resourceControl)
    }

    /// Finds the user or role of a question: ``Bundle/resolve(principal:)``, for the usual
    /// spellings.
    private func principalPlace(
        _ question: borrowing Question
    ) -> (PrincipalIndex.Place, session: TextRange)? {
        guard question.isPrincipalARN else { return nil }
        let text = question.request.text.paddedSpan
        if text.isWord("iam", at: question.principalParts[2]) {
            return principals.find(text, question.principal).map { ($0, .empty) }
        }
        guard text.isWord("sts", at: question.principalParts[2]) else { return nil }
        // `assumed-role/NAME/SESSION`: two slashes, and something behind the second.
        let resource = question.principalParts[5]
        let slashes = text.positions(of: UInt8(ascii: "/"), in: resource)
        guard slashes.count == 2, slashes.second + 1 < resource.end else { return nil }
        let start = question.principal.start
        return principals.find(text, TextRange(start: start, count: slashes.second - start)).map {
            let name = slashes.second + 1
            return ($0, TextRange(start: name, count: resource.end - name))
        }
    }

    /// The owner in the order of ``Bundle/resourceFacts(for:)``.
    private func owner(
        of question: borrowing Question, _ found: ResourceTable.Found, caller: Int
    ) -> Owner {
        // An action without resource-level permissions happens in the caller's own account.
        guard question.request.resource.isARN else { return .place(caller) }
        let account = question.request.resource.parts[4]
        if account.count > 0, !question.request.text.paddedSpan.isWord("aws", at: account) {
            let isOwn = question.request.isEqual(account, question.principalParts[4])
            return isOwn ? .place(caller) : .text(account)
        }
        if let number = found.own ?? found.guardian {
            return .place(Int(resources.records[number].account))
        }
        if let account = question.resourceAccount { return .text(account) }
        return accounts.onlyAccount.map { .place($0) } ?? .unknown
    }

    /// What is known about the owner; `nil` if nothing is.
    func record(of owner: Owner, _ question: borrowing Question) -> AccountTable.Record? {
        switch owner {
        case .unknown: return nil
        case .place(let place): return accounts.records[place]
        case .text(let range):
            let text = question.request.text.paddedSpan
            let hashed = hash.hash(text, at: range.start, count: range.count)
            return accounts.names.find(hashed, in: text, range).map { accounts.records[$0] }
        }
    }
}

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
        let interest: Interest
        /// Whether some policy may look at the clock.
        var readsClock: Bool { !interest.facts.isDisjoint(with: .clock) }

        private let pin = Pin()
        var isSession: Bool { session.count > 0 }
        let principal: PrincipalRecord
        /// The principal's account, in the question.
        let account: TextRange
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
        var interest = principal.interest
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
                    interest.formUnion(resources.records[guardian].interest)
                }
            }
            resourcePrincipal = principalPlace(ofResource: question)
            if let place = resourcePrincipal, question.request.isAboutTrust,
                let trust = principals.record(place).trust
            {
                resourcePolicy = trust
                interest.formUnion(Interest(roughly: trust.withObject { $0.keyFilter }))
            }
        }
        let caller = Int(principal.account)
        let account = TextRange(
            start: question.principal.start + principal.accountPart.start,
            count: principal.accountPart.count)
        let owner = owner(of: question, found, caller: caller, account)
        var serviceControl = TextRange.empty
        var resourceControl = TextRange.empty
        if !principal.isServiceLinkedRole, accounts.sets.count > 0 {
            serviceControl = accounts.records[caller].serviceControl
            interest.formUnion(accounts.records[caller].serviceInterest)
            let guarded =
                if case .unknown = owner { caller as Int? } else { self.place(of: owner, question) }
            if let guarded {
                resourceControl = accounts.records[guarded].resourceControl
                interest.formUnion(accounts.records[guarded].resourceInterest)
            }
        }
        return Setting(
            principalID: UInt64(place.shard) &<< 32 | UInt64(place.number), session: session,
            interest: interest, principal: principal, account: account,
            shard: principals.shard(place), number: Int(place.number), owner: owner,
            ownResource: found.own,
            resourcePolicy: resourcePolicy, resourcePrincipal: resourcePrincipal,
            serviceControl: serviceControl, resourceControl: resourceControl)
    }

    /// The role or user that the resource is.
    private func principalPlace(ofResource question: borrowing Question) -> PrincipalIndex.Place? {
        let text = question.request.text.paddedSpan
        let resource = question.request.resource.range
        guard text.isWord("iam", at: question.request.resource.parts[2]) else { return nil }
        return principals.find(question.request.text.hash(resource, by: hash), text, resource)
    }

    /// Finds the user or role of a question: ``Bundle/resolve(principal:)``, for the usual
    /// spellings.
    private func principalPlace(
        _ question: borrowing Question
    ) -> (PrincipalIndex.Place, session: TextRange)? {
        // `assumed-role/NAME/SESSION`: two slashes, and something behind the second.
        let end = question.principal.end
        if let role = question.principalBeforeSession, role.end + 1 < end,
            let place = principalPlace(role, .sessions, question)
        {
            return (place, TextRange(start: role.end + 1, count: end - role.end - 1))
        }
        return principalPlace(question.principal, .whole, question).map { ($0, .empty) }
    }

    /// Finds the entry of a name that has the right form.
    @inline(__always)
    private func principalPlace(
        _ name: TextRange, _ form: PrincipalRecord.NameForm, _ question: borrowing Question
    ) -> PrincipalIndex.Place? {
        let hashed = question.request.text.hash(name, by: hash)
        let place = principals.find(hashed, question.request.text.paddedSpan, name)
        guard let place, principals.record(place).form == form else { return nil }
        return place
    }

    /// The owner in the order of ``Bundle/resourceFacts(for:)``.
    private func owner(
        of question: borrowing Question, _ found: ResourceTable.Found, caller: Int,
        _ callerAccount: TextRange
    ) -> Owner {
        // An action without resource-level permissions happens in the caller's own account.
        guard question.request.resource.isARN else { return .place(caller) }
        let account = question.request.resource.parts[4]
        if account.count > 0, !question.request.text.paddedSpan.isWord("aws", at: account) {
            let isOwn = question.request.isEqual(account, callerAccount)
            return isOwn ? .place(caller) : .text(account)
        }
        if let number = found.own ?? found.guardian {
            return .place(Int(resources.records[number].account))
        }
        if let account = question.resourceAccount { return .text(account) }
        return accounts.onlyAccount.map { .place($0) } ?? .unknown
    }

    /// The owner's place in the table; `nil` if nothing is known about it.
    func place(of owner: Owner, _ question: borrowing Question) -> Int? {
        switch owner {
        case .unknown: return nil
        case .place(let place): return place
        case .text(let range):
            let hashed = question.request.text.hash(range, by: hash)
            return accounts.names.find(hashed, in: question.request.text.paddedSpan, range)
        }
    }
}

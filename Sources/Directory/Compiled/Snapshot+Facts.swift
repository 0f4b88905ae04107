import FlatMemory
import PolicyEngine
import PolicyModel

/// The facts of ``Facts``, added to questions in bytes as far as policies may read them.
extension Snapshot {
    /// Adds what is known about principal and resource.
    func addFacts(to question: inout Question, _ setting: borrowing Setting) {
        addTags(to: &question, setting)
        let facts = setting.interest.facts
        if facts.isEmpty { return }
        addPrincipal(to: &question, setting, facts)
        addOrganization(to: &question, setting, facts)
        addResource(to: &question, setting, facts)
    }

    private func addTags(to question: inout Question, _ setting: borrowing Setting) {
        let keys = setting.interest.keys
        if setting.principal.tags.count > 0 {
            setting.shard.withObject {
                question.addTags(setting.principal.tags, of: $0.tags, $0.texts, in: keys)
            }
        }
        if let own = setting.ownResource {
            question.addTags(
                resources.records[own].tags, of: resources.tags, resources.texts, in: keys)
        }
        if let place = setting.resourcePrincipal {
            principals.shard(place).withObject {
                let tags = $0.details[Int(place.number)].resourceTags
                question.addTags(tags, of: $0.tags, $0.texts, in: keys)
            }
        }
    }

    private func addPrincipal(
        to question: inout Question, _ setting: borrowing Setting, _ facts: FactSet
    ) {
        let principal = setting.principal
        let id = question.principal
        let account = setting.account
        let session = setting.session
        question.addFact(.principalType, in: facts) {
            $0.append(fixed: principal.isRole ? "AssumedRole" : "User")
        }
        question.addFact(.principalAccount, in: facts) { _ in account }
        question.addFact(.principalIsAWSService, in: facts) { $0.append(fixed: "false") }
        setting.shard.withObject { shard in
            let details = shard.details[setting.number]
            question.addFact(.principalARN, in: facts) {
                setting.isSession ? $0.append(details.arn, of: shard.texts) : id
            }
            if !principal.isRole {
                question.addFact(.userName, in: facts) {
                    $0.append(details.name, of: shard.texts)
                }
            }
            guard principal.hasUniqueID else { return }
            question.addFact(.userID, in: facts) { request in
                let unique = request.append(principal.uniqueID, of: shard.texts)
                guard principal.isRole else { return unique }
                request.append(UInt8(ascii: ":"))
                guard setting.isSession else {
                    return TextRange(start: unique.start, count: unique.count + 1)
                }
                let name = request.appendAgain(session)
                return TextRange(start: unique.start, count: name.end - unique.start)
            }
        }
    }

    private func addOrganization(
        to question: inout Question, _ setting: borrowing Setting, _ facts: FactSet
    ) {
        let caller = accounts.records[Int(setting.principal.account)]
        guard caller.isMember else { return }
        question.addFact(.principalOrgID, in: facts) {
            $0.append(accounts.organization, of: accounts.texts)
        }
        question.addFact(.principalOrgPaths, in: facts, isMultiple: true) {
            $0.append(caller.path, of: accounts.texts)
        }
    }

    private func addResource(
        to question: inout Question, _ setting: borrowing Setting, _ facts: FactSet
    ) {
        if case .unknown = setting.owner { return }
        let owner = place(of: setting.owner, question).map { accounts.records[$0] }
        question.addFact(.resourceAccount, in: facts) { request in
            if case .text(let range) = setting.owner { return range }
            return owner.map { request.append($0.id, of: accounts.texts) } ?? .empty
        }
        guard let owner, owner.isMember else { return }
        question.addFact(.resourceOrgID, in: facts) {
            $0.append(accounts.organization, of: accounts.texts)
        }
        question.addFact(.resourceOrgPaths, in: facts, isMultiple: true) {
            $0.append(owner.path, of: accounts.texts)
        }
    }
}

extension Question {
    /// Adds the tags that somebody may want.
    fileprivate mutating func addTags(
        _ range: TextRange, of tags: borrowing FlatArray<TagFact>, _ texts: borrowing TextPool,
        in filter: KeyFilter
    ) {
        for index in range.start..<range.end {
            let tag = tags[index]
            guard filter.mayHold(tag.hash) else { continue }
            request.addKey(tag.text, of: texts, keyCount: tag.keyCount, hash: tag.hash)
        }
    }
}

import FlatMemory
import PolicyEngine
import PolicyModel

/// The facts of ``Facts``, added to questions in bytes as far as policies may read them.
extension Snapshot {
    /// Adds what is known about principal and resource.
    func addFacts(to question: inout Question, _ setting: borrowing Setting) {
        addPrincipal(to: &question, setting)
        addOrganization(to: &question, setting)
        addResource(to: &question, setting)
    }

    private func addPrincipal(to question: inout Question, _ setting: borrowing Setting) {
        let filter = setting.filter
        let principal = setting.principal
        let id = question.principal
        let account = question.principalParts[4]
        let session = setting.session
        question.addFact(.principalType, in: filter) {
            $0.append(fixed: principal.isRole ? "AssumedRole" : "User")
        }
        question.addFact(.principalAccount, in: filter) { _ in account }
        question.addFact(.principalIsAWSService, in: filter) { $0.append(fixed: "false") }
        setting.shard.withObject { shard in
            let details = shard.details[setting.number]
            question.addFact(.principalARN, in: filter) {
                setting.isSession ? $0.append(details.arn, of: shard.texts) : id
            }
            if !principal.isRole {
                question.addFact(.userName, in: filter) {
                    $0.append(details.name, of: shard.texts)
                }
            }
            if principal.hasUniqueID {
                question.addFact(.userID, in: filter) { request in
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
            question.addTags(details.tags, of: shard.tags, shard.texts, in: filter)
        }
    }

    private func addOrganization(to question: inout Question, _ setting: borrowing Setting) {
        let filter = setting.filter
        let caller = accounts.records[Int(setting.principal.account)]
        guard caller.isMember else { return }
        question.addFact(.principalOrgID, in: filter) {
            $0.append(accounts.organization, of: accounts.texts)
        }
        question.addFact(.principalOrgPaths, in: filter, isMultiple: true) {
            $0.append(caller.path, of: accounts.texts)
        }
    }

    private func addResource(to question: inout Question, _ setting: borrowing Setting) {
        let filter = setting.filter
        if let own = setting.ownResource {
            question.addTags(
                resources.records[own].tags, of: resources.tags, resources.texts, in: filter)
        }
        if let place = setting.resourcePrincipal {
            principals.shard(place).withObject {
                let tags = $0.details[Int(place.number)].resourceTags
                question.addTags(tags, of: $0.tags, $0.texts, in: filter)
            }
        }
        if case .unknown = setting.owner { return }
        let owner = record(of: setting.owner, question)
        question.addFact(.resourceAccount, in: filter) { request in
            if case .text(let range) = setting.owner { return range }
            return owner.map { request.append($0.id, of: accounts.texts) } ?? .empty
        }
        guard let owner, owner.isMember else { return }
        question.addFact(.resourceOrgID, in: filter) {
            $0.append(accounts.organization, of: accounts.texts)
        }
        question.addFact(.resourceOrgPaths, in: filter, isMultiple: true) {
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
            request.addKey(request.append(tag.key, of: texts), hash: tag.hash, isMultiple: false)
            request.addValue(request.append(tag.value, of: texts))
        }
    }
}

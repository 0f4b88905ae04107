import FlatMemory
import PolicyEngine
import PolicyModel

/// Evaluating questions in bytes.
extension Snapshot {
    /// Decides a question by the policies of its setting.
    ///
    /// - Parameter setting: What ``setting(of:)`` has found for this very question.
    /// - Complexity: a few probes for each set of policies, whatever the number of statements.
    package func decide(
        _ question: inout Question, _ setting: borrowing Setting, epochSeconds: Int64,
        with evaluator: inout Evaluator
    ) -> Decision {
        let mark = question.request.mark
        if !setting.interest.keys.isEmpty {
            addFacts(to: &question, setting)
            if setting.readsClock {
                question.addClock(epochSeconds, in: setting.interest.facts)
            }
        }
        prepareCaller(of: &question, setting)
        evaluator.begin(question.request)
        forEachSet(of: setting) { set, type in evaluator.add(set, as: type, question.request) }
        let decision = evaluator.end(question.request)
        question.request.rewind(to: mark)
        return decision
    }

    /// The first second after `epochSeconds` at which time alone may change the decision.
    package func lapse(_ setting: borrowing Setting, after epochSeconds: Int64) -> Int64? {
        guard setting.readsClock else { return nil }
        var lapse: Int64?
        forEachSet(of: setting) { set, _ in
            if let next = set.timeline.nextChange(after: epochSeconds) {
                lapse = min(lapse ?? next, next)
            }
        }
        return lapse
    }

    /// Since when time alone has not changed the decision, as far as the policies know; `nil` if it
    /// never does.
    package func era(_ setting: borrowing Setting, at epochSeconds: Int64) -> Int64? {
        guard setting.readsClock else { return nil }
        var era: Int64?
        forEachSet(of: setting) { set, _ in
            if let last = set.timeline.lastChange(notAfter: epochSeconds) {
                era = max(era ?? last, last)
            }
        }
        return era
    }

    /// Whether some applicable policy may read the key whose name has this hash; without a setting
    /// nobody knows which are applicable.
    package func mayRead(_ hash: UInt64, _ setting: borrowing Setting?) -> Bool {
        switch setting {
        case .some(let setting): return setting.interest.keys.mayHold(hash) && reads(hash, setting)
        case .none: return true
        }
    }

    private func reads(_ hash: UInt64, _ setting: borrowing Setting) -> Bool {
        var isRead = false
        forEachSet(of: setting) { set, _ in if !isRead, set.reads(hash) { isRead = true } }
        return isRead
    }

    /// Lends each applicable set of policies, with the part that it plays.
    private func forEachSet(
        of setting: borrowing Setting, _ body: (StatementSet, PolicyType) -> Void
    ) {
        for level in setting.serviceControl.start..<setting.serviceControl.end {
            accounts.sets[level].withObject { body($0, .serviceControl) }
        }
        for level in setting.resourceControl.start..<setting.resourceControl.end {
            accounts.sets[level].withObject { body($0, .resourceControl) }
        }
        setting.resourcePolicy?.withObject { body($0, .resource) }
        setting.principal.identity.withObject { body($0, .identity) }
        setting.principal.boundary?.withObject { body($0, .boundary) }
    }

    /// Tells the engine who asks.
    private func prepareCaller(of question: inout Question, _ setting: borrowing Setting) {
        let principal = setting.principal
        let kind: Caller.Kind =
            principal.isRole ? (setting.isSession ? .assumedRole : .role) : .user
        if setting.resourcePolicy != nil || setting.resourceControl.count > 0 {
            var caller = CallerText(
                kind, id: question.principal, isServiceLinkedRole: principal.isServiceLinkedRole)
            if principal.hasUniqueID {
                caller.uniqueID = setting.shard.withObject {
                    question.request.append(principal.uniqueID, of: $0.texts)
                }
            }
            question.request.setCaller(caller)
        } else {
            question.request.setCaller(kind, isServiceLinkedRole: principal.isServiceLinkedRole)
        }
        question.request.hasBoundary = principal.boundary != nil
        let isSameAccount =
            switch setting.owner {
            case .unknown: true
            case .place(let place): place == Int(principal.account)
            case .text(let account):
                question.request.isEqual(account, setting.account)
            }
        question.request.setOwned(bySameAccount: isSameAccount)
    }
}

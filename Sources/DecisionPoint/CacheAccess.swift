import Directory
import FlatMemory
import PolicyModel

/// One event loop's way to the shared decision cache.
///
/// There are two tables. One remembers decisions by what can influence them, the other by the bytes
/// of the request's body alone: the same bytes mean the same question, so who repeats a request to
/// the letter is answered without anybody reading it. What time can change stands only in the first.
package struct CacheAccess: ~Copyable {
    private let cache: DecisionCache
    private let bodies: DecisionCache
    private var attention = Attention()
    private let counters: CacheCounters
    private var encoder: FingerprintEncoder
    private let auditInterval: Int
    private var hitsUntilAudit: Int
    private let onDisagreement: @Sendable (String) -> Void

    /// Creates an access.
    ///
    /// - Parameters:
    ///   - bodies: The table by bodies.
    ///   - key: The same for all accesses to a cache.
    ///   - counters: This loop's own.
    ///   - auditInterval: Every how manieth hit is evaluated again; 0 for none.
    ///   - onDisagreement: Receives a line about an audit that failed. Not about every one: about
    ///     the first, the second, the fourth, and so on, lest the log be flooded.
    package init(
        _ cache: DecisionCache, bodies: DecisionCache, key: FingerprintKey, counters: CacheCounters,
        auditInterval: Int,
        onDisagreement: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.cache = cache
        self.bodies = bodies
        self.counters = counters
        encoder = FingerprintEncoder(key: key)
        self.auditInterval = auditInterval
        hitsUntilAudit = auditInterval
        self.onDisagreement = onDisagreement
    }
}

// MARK: Fingerprints

extension CacheAccess {
    /// What stands for a question in the cache: everything that can influence its answer, each part
    /// with its length.
    ///
    /// | part | why |
    /// |---|---|
    /// | revision | another snapshot may decide otherwise; its entries simply miss |
    /// | era | since when no policy's view of the clock has changed, if one looks at it |
    /// | principal | its number in the snapshot and its session's name, or all of its id |
    /// | action, resource, the resource's account as the caller says | as they are compared |
    /// | context keys with their values | those alone that an applicable policy can read |
    ///
    /// What the daemon knows of principal and resource needs no part: it follows from these.
    ///
    /// - Parameter setting: What the snapshot has found for the question; `nil` if nothing, and then
    ///   every context key counts.
    /// - Returns: `nil` if the question is too long to be remembered.
    mutating func fingerprint(
        of question: borrowing Question, _ setting: borrowing Snapshot.Setting?,
        _ published: PublishedSnapshot, epochSeconds: Int64
    ) -> Fingerprint? {
        let text = question.request.text.span
        encoder.append(published.revision)
        switch setting {
        case .some(let setting):
            let era = published.snapshot.era(setting, at: epochSeconds)
            encoder.append(era.map { UInt64(bitPattern: $0) } ?? 0)
            // Never a number of all ones, so that the two kinds differ.
            encoder.append(setting.principalID)
            encoder.append(text, setting.session)
        case .none:
            encoder.append(0)
            encoder.append(.max)
            encoder.append(text, question.principal)
        }
        encoder.append(text, question.request.action)
        encoder.append(text, question.request.resource.range)
        if let account = question.resourceAccount {
            encoder.append(1)
            encoder.append(text, account)
        } else {
            encoder.append(0)
        }
        // They are the last, so their number need not be told.
        for index in 0..<question.request.keys.count {
            let key = question.request.keys[index]
            guard published.snapshot.mayRead(key.hash, setting) else { continue }
            encoder.append(text, key.name)
            encoder.append(key.isMultiple ? 1 : 0)
            encoder.append(UInt64(key.valueCount))
            let first = Int(key.firstValue)
            for value in first..<first + Int(key.valueCount) {
                encoder.append(text, question.request.values[value])
            }
        }
        return encoder.finish()
    }
}

extension FingerprintEncoder {
    fileprivate mutating func append(_ text: Span<UInt8>, _ range: TextRange) {
        append(text, at: range.start, count: range.count)
    }

    /// Appends where a text lies.
    fileprivate mutating func append(_ range: TextRange) {
        append(UInt64(range.start) &<< 32 | UInt64(range.count))
    }
}

// MARK: Entries

extension CacheAccess {
    /// A remembered decision that still holds.
    func decision(of fingerprint: Fingerprint, epochSeconds: UInt64) -> CachedDecision? {
        let found = cache.lookup(fingerprint, epochSeconds: epochSeconds)
        counters.count(found == nil ? .miss : .hit)
        return found
    }

    /// Remembers a decision.
    ///
    /// - Parameter lapse: The first second at which it may no longer hold.
    func store(
        _ decision: Decision, of fingerprint: Fingerprint, lapse: Int64?, generation: UInt64,
        epochSeconds: UInt64
    ) {
        let hasEvicted = cache.store(
            fingerprint, decision: decision,
            lapseEpochSeconds: lapse.map { UInt64(max($0, 0)) }, generation: generation,
            epochSeconds: epochSeconds)
        if hasEvicted { counters.count(.eviction) }
    }

    /// Counts a question that the cache can't remember.
    func countBypass() { counters.count(.bypass) }

    // MARK: Bodies

    /// Looks up what is remembered of a body.
    mutating func recall(
        body: Span<UInt8>, _ published: PublishedSnapshot, epochSeconds: UInt64
    ) -> BodyRecall {
        guard attention.next() else { return .unread(.forgotten) }
        encoder.append(published.revision)
        return recall(encoder.finish(body), epochSeconds: epochSeconds)
    }

    /// Looks up what is remembered of a caller's body. The message has a part more than one without
    /// a caller, so that the two are never the same.
    mutating func recall(
        body: Span<UInt8>, caller: [UInt8], _ published: PublishedSnapshot, epochSeconds: UInt64
    ) -> BodyRecall {
        guard attention.next() else { return .unread(.forgotten) }
        encoder.append(published.revision)
        encoder.append(caller.span, at: 0, count: caller.count)
        return recall(encoder.finish(body), epochSeconds: epochSeconds)
    }

    @inline(__always)
    private mutating func recall(
        _ fingerprint: Fingerprint?, epochSeconds: UInt64
    ) -> BodyRecall {
        guard let fingerprint else { return .unread(.forgotten) }
        guard let found = bodies.lookup(fingerprint, epochSeconds: epochSeconds) else {
            return .unread(BodyTicket(fingerprint: fingerprint))
        }
        attention.hit()
        counters.count(.hit)
        if !isAuditDue() { return .decided(found.decision) }
        return .unread(BodyTicket(fingerprint: fingerprint, suspect: found.decision))
    }

    /// Looks up what is remembered of a question that came without a body, by all that it says and
    /// how it lies in its buffer: the same bytes in the same places are the same question.
    mutating func recall(
        _ question: borrowing Question, _ published: PublishedSnapshot, epochSeconds: UInt64
    ) -> BodyRecall {
        guard attention.next() else { return .unread(.forgotten) }
        let request = question.request.text.span
        encoder.append(published.revision)
        encoder.append(question.principal)
        encoder.append(question.request.action)
        encoder.append(question.request.resource.range)
        encoder.append(question.resourceAccount ?? .empty)
        encoder.append(UInt64(question.request.keys.count))
        for index in 0..<question.request.keys.count {
            let key = question.request.keys[index]
            encoder.append(key.name)
            encoder.append(UInt64(key.valueCount) &<< 1 | (key.isMultiple ? 1 : 0))
            let first = Int(key.firstValue)
            for value in first..<first + Int(key.valueCount) {
                encoder.append(question.request.values[value])
            }
        }
        return recall(encoder.finish(request), epochSeconds: epochSeconds)
    }

    /// Remembers the decision on a body that was read.
    func store(
        _ decision: Decision, of body: BodyTicket, isTimeless: Bool,
        _ published: PublishedSnapshot, epochSeconds: UInt64
    ) {
        guard let fingerprint = body.fingerprint, isTimeless else { return }
        bodies.store(
            fingerprint, decision: decision, lapseEpochSeconds: nil,
            generation: published.revision, epochSeconds: epochSeconds)
    }

    // MARK: Audit

    /// Whether the hit just made is one to be evaluated again.
    mutating func isAuditDue() -> Bool {
        guard auditInterval > 0 else { return false }
        hitsUntilAudit -= 1
        if hitsUntilAudit > 0 { return false }
        hitsUntilAudit = auditInterval
        return true
    }

    /// Compares a remembered decision with a new evaluation, which is right.
    func audit(
        _ remembered: Decision, against evaluated: Decision, of question: borrowing Question
    ) {
        counters.count(.audit)
        guard remembered != evaluated else { return }
        counters.count(.disagreement)
        let count = counters.count(of: .disagreement)
        if count.nonzeroBitCount == 1 {
            let query = question.query
            onDisagreement(
                "\(remembered) was remembered, \(evaluated) is right, for `\(query.principal)` "
                    + "`\(query.action)` `\(query.resource)`; \(count) so far")
        }
    }
}

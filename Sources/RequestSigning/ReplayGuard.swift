import Cryptography

/// Remembers the signatures of calls that change something, so that none takes effect twice.
///
/// AWS itself answers a signed request again and again for 15 minutes. Whoever captures a call that
/// creates a role could so undo its deletion. Here a signature of such a call is good once:
///
///     try replays.admit(verified, at: now)  // throws `usedBefore` the second time
///
/// What that means for honest clients:
///
/// - Calls that only read are not to be shown to the guard. A program may ask twice in a second.
///   The others are to be shown once they are verified, before they take effect.
/// - Signatures have a resolution of a second, so two equal calls of one key in one second have one
///   signature. The second is refused, though nobody meant ill. For most it would have failed
///   anyway (the name is taken) or changed nothing; and nothing tells it from a replay.
/// - A client that lost the connection tries again, and signs anew. Within the same second that is
///   the same signature and is refused, even if the first had its effect; the message says what to
///   do. A call that has ended without any effect is to be taken back with ``forget(_:)``, so that
///   trying again is free where it is safe.
///
/// Memory is bounded for each access key. A full memory neither forgets what could still be
/// replayed, which an attacker could bring about, nor refuses everything: it gives up the oldest
/// second, and refuses from then on whatever this key signed in it or earlier. Clients that sign
/// when they send notice nothing. A key can only fill its own share.
///
/// INVARIANT (complete): of each key, every admitted signature is remembered that was signed after
/// both floors; nothing signed at or before one of them is admitted, even if the clock is set back.
package struct ReplayGuard: Sendable {
    /// LIMIT: signatures remembered for each key, some 1 MB. Eighteen changes a second for all of
    /// 15 minutes fit; beyond, the window becomes shorter.
    package static let signatureCountMax = 16_384

    private var histories: [AccessKeyID: History] = [:]

    /// Whatever was signed at this second or earlier is refused.
    private var floor: Int64

    /// The second from which on histories are searched for what has expired.
    private var nextSweep: Int64

    private let countMax: Int

    /// Creates a guard that remembers nothing.
    ///
    /// - Parameter start: The time in seconds since the Unix epoch. What was signed up to this
    ///   second is refused as ``SigningError/beyondMemory``, since a guard of before may have
    ///   admitted it; clients then sign anew and are admitted, unless their clocks are behind.
    package init(start: Int64, countMax: Int = signatureCountMax) {
        precondition(countMax > 0, "a guard of \(countMax) signatures")
        floor = start
        nextSweep = start
        self.countMax = countMax
    }

    /// How many signatures are remembered.
    package var count: Int { histories.values.reduce(0) { $0 + $1.count } }

    /// Admits a call that changes something, once.
    ///
    /// - Parameter now: The time in seconds since the Unix epoch.
    /// - Throws: ``SigningError/usedBefore`` or ``SigningError/beyondMemory``.
    /// - Complexity: O(1) on average; every 15 minutes O(seconds with calls); for a full memory
    ///   O(seconds with calls of this key).
    package mutating func admit(
        _ signature: VerifiedSignature, at now: Int64
    ) throws(SigningError) {
        sweep(at: now)
        guard signature.signedAt > floor else { throw .beyondMemory }
        try histories[signature.accessKeyID, default: History()]
            .admit(signature, countMax: countMax)
    }

    /// Takes back an admitted call that has ended without any effect.
    package mutating func forget(_ signature: VerifiedSignature) {
        histories[signature.accessKeyID]?.remove(signature)
    }

    /// Drops what has expired.
    private mutating func sweep(at now: Int64) {
        guard now >= nextSweep else { return }
        nextSweep = now + SignatureClaim.skewSecondsMax
        // Signed 15 minutes ago is just in time still.
        floor = max(floor, now - SignatureClaim.skewSecondsMax - 1)
        for (key, var history) in histories {
            history.drop(upTo: floor)
            histories[key] = history.isNeeded(above: floor) ? history : nil
        }
    }
}

/// What one key has signed.
private struct History: Sendable {
    private(set) var count = 0
    private var seconds: [Int64: Set<SHA256Digest>] = [:]
    private var floor = Int64.min

    mutating func admit(_ signature: VerifiedSignature, countMax: Int) throws(SigningError) {
        let second = signature.signedAt
        guard second > floor else { throw .beyondMemory }
        guard seconds[second]?.contains(signature.signature) != true else { throw .usedBefore }
        if count >= countMax, let oldest = seconds.keys.min() {
            guard second > oldest else { throw .beyondMemory }
            drop(upTo: oldest)
            floor = oldest
        }
        seconds[second, default: []].insert(signature.signature)
        count += 1
    }

    mutating func remove(_ signature: VerifiedSignature) {
        guard seconds[signature.signedAt]?.remove(signature.signature) != nil else { return }
        count -= 1
        if seconds[signature.signedAt]?.isEmpty == true { seconds[signature.signedAt] = nil }
    }

    mutating func drop(upTo last: Int64) {
        for (second, signatures) in seconds where second <= last {
            seconds[second] = nil
            count -= signatures.count
        }
    }

    func isNeeded(above last: Int64) -> Bool { count > 0 || floor > last }
}

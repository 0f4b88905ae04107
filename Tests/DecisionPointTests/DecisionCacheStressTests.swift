import PolicyModel
import TestSupport
import Testing

@testable import DecisionPoint

/// Many threads at one row. Every answer can be told from its key, so none can be wrong unnoticed.
@Suite("Decision cache under load")
struct DecisionCacheStressTests {
    static let stepCount: UInt64 = 100_000

    /// Eight keys of one row: each of two lower halves with each of four upper ones. A read that
    /// takes one half from one entry and the rest from another finds a key that exists, with the
    /// other answer.
    static let keys: [(fingerprint: Fingerprint, decision: Decision)] = {
        let lows: [UInt64] = [0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3211]
        var high: UInt64 = 1
        var keys: [(Fingerprint, Decision)] = []
        while keys.count < 8 {
            high = high &* 0x5851_F42D_4C95_7F2D &+ 1
            let pair = lows.map {
                Fingerprint(value: UInt128(high >> 1) << 64 | UInt128($0), place: 7)
            }
            keys += [(pair[0], .allow), (pair[1], .explicitDeny)]
        }
        return keys
    }()

    @Test("readers of an entry that is being written get no wrong answer", arguments: [1, 2])
    func readersAndWriters(writerCount: Int) throws {
        let cache = try #require(DecisionCache(entryCount: 1_024))
        // The first entry of the row is the first of another generation, and so the one that all
        // later decisions go to; the other four are in nobody's way.
        cache.store(Self.keys[0].fingerprint, decision: Self.keys[0].decision, generation: 0)
        for other in DecisionCacheTests.fingerprints(4, inRow: 7) {
            cache.store(other, decision: .implicitDeny, generation: 0)
        }
        let (hits, faults) = (Counter(), Counter())
        onThreads(writerCount + 2) { thread in
            var (hitCount, faultCount) = (0, 0)
            var random = UInt64(thread + 1) &* 0x9E37_79B9_7F4A_7C15
            for step in 1...Self.stepCount {
                random ^= random << 13
                random ^= random >> 7
                random ^= random << 17
                let key = Self.keys[Int(random % 8)]
                if thread < writerCount {
                    cache.store(key.fingerprint, decision: key.decision, generation: step)
                } else if let cached = cache.lookup(key.fingerprint, epochSeconds: 0) {
                    hitCount += 1
                    if cached.decision != key.decision { faultCount += 1 }
                }
            }
            hits.add(hitCount)
            faults.add(faultCount)
        }
        #expect(faults.sum == 0)
        #expect(hits.sum > 0)
    }

    @Test("a decision that many threads store and replace is always one of them, not a mixture")
    func sameEntry() throws {
        let cache = try #require(DecisionCache(entryCount: 1_024))
        let key = Fingerprint(value: 12345, place: 0)
        let faults = Counter()
        onThreads(4) { thread in
            var faultCount = 0
            for step in 0..<Self.stepCount / 2 {
                // The lapse goes with the decision: 1 with allow, 2 with a deny.
                let isAllowed = (step ^ UInt64(thread)) % 2 == 0
                cache.store(
                    key, decision: isAllowed ? .allow : .explicitDeny, lapse: isAllowed ? 1 : 2,
                    generation: step)
                if let cached = cache.lookup(key, epochSeconds: 0),
                    cached.lapseEpochSeconds != (cached.decision == .allow ? 1 : 2)
                {
                    faultCount += 1
                }
            }
            faults.add(faultCount)
        }
        #expect(faults.sum == 0)
        #expect(cache.lookup(key, epochSeconds: 0) != nil)
    }
}

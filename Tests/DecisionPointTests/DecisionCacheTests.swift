import PolicyModel
import TestSupport
import Testing

@testable import DecisionPoint

@Suite("Decision cache")
struct DecisionCacheTests {
    @Test("there is room for as many entries as were asked for, rounded up to five times 2^n")
    func size() throws {
        #expect(DecisionCache.entryCountRange == 1_024...1_073_741_824)
        for (asked, entryCount) in [
            (1_024, 1_280), (1_280, 1_280), (1_281, 2_560), (100_000, 163_840),
        ] {
            let cache = try #require(DecisionCache(entryCount: asked))
            #expect(cache.entryCount == entryCount)
            #expect(cache.byteCount == entryCount / 5 * 128)
        }
        // The largest one needs more memory than some machines have.
        if let cache = DecisionCache(entryCount: DecisionCache.entryCountRange.upperBound) {
            #expect(cache.entryCount >= DecisionCache.entryCountRange.upperBound)
        }
    }

    @Test("sizes beyond the limits are a programmer's error", arguments: [0, 1_023, 1 << 30 + 1])
    func limits(entryCount: Int) async {
        #expect(!DecisionCache.entryCountRange.contains(entryCount))
    }

    @Test("what was stored is found, and nothing else", arguments: Decision.allCases)
    func hits(decision: Decision) throws {
        let cache = try #require(DecisionCache(entryCount: 1_024))
        let fingerprint = Fingerprint(value: 1 << 100 | 7, place: 7)
        #expect(cache.lookup(fingerprint, epochSeconds: 0) == nil)
        #expect(!cache.store(fingerprint, decision: decision, generation: 1))
        #expect(cache.lookup(fingerprint, epochSeconds: 5)?.decision == decision)
        for bit in 0..<127 {
            let other = Fingerprint(value: fingerprint.value ^ 1 << UInt128(bit), place: 7)
            #expect(cache.lookup(other, epochSeconds: 5) == nil, "differs in bit \(bit)")
        }
    }

    @Test("in an empty cache nothing is found, not even what looks like an empty entry")
    func emptiness() throws {
        let cache = try #require(DecisionCache(entryCount: 1_024))
        for value: UInt128 in [0, 1, 1 << 64, Fingerprint.modulus - 1] {
            #expect(cache.lookup(Fingerprint(value: value, place: 0), epochSeconds: 0) == nil)
        }
    }

    @Test("a later decision takes the place of the earlier one")
    func replacement() throws {
        let cache = try #require(DecisionCache(entryCount: 1_024))
        let fingerprint = Fingerprint(value: 99, place: 0)
        #expect(!cache.store(fingerprint, decision: .allow, generation: 1))
        #expect(!cache.store(fingerprint, decision: .explicitDeny, generation: 1))
        #expect(cache.lookup(fingerprint, epochSeconds: 0)?.decision == .explicitDeny)
    }

    @Test("a decision holds until the second at which it lapses, and not in that second")
    func lapse() throws {
        let cache = try #require(DecisionCache(entryCount: 1_024))
        let fingerprint = Fingerprint(value: 3, place: 0)
        cache.store(fingerprint, decision: .allow, lapse: 1_000, generation: 1, now: 900)
        for (now, isFound) in [(0, true), (999, true), (1_000, false), (1_001, false)] {
            #expect((cache.lookup(fingerprint, epochSeconds: UInt64(now)) != nil) == isFound)
        }
        // One that has lapsed already is not stored.
        cache.store(fingerprint, decision: .explicitDeny, lapse: 900, generation: 1, now: 900)
        #expect(cache.lookup(fingerprint, epochSeconds: 900)?.decision == .allow)
    }

    @Test("a row holds five entries; the sixth takes the place of one, and is reported")
    func fullRow() throws {
        let cache = try #require(DecisionCache(entryCount: 1_024))
        let fingerprints = Self.fingerprints(6, inRow: 17)
        for fingerprint in fingerprints.prefix(5) {
            #expect(!cache.store(fingerprint, decision: .allow, generation: 1))
        }
        #expect(fingerprints.count { cache.lookup($0, epochSeconds: 0) != nil } == 5)
        #expect(cache.store(fingerprints[5], decision: .allow, generation: 1))
        #expect(cache.lookup(fingerprints[5], epochSeconds: 0) != nil)
        #expect(fingerprints.count { cache.lookup($0, epochSeconds: 0) != nil } == 5)
    }

    @Test("of a full row, an entry of another generation goes first", arguments: 0..<5)
    func otherGeneration(position: Int) throws {
        let cache = try #require(DecisionCache(entryCount: 1_024))
        let fingerprints = Self.fingerprints(6, inRow: 200)
        for (index, fingerprint) in fingerprints.prefix(5).enumerated() {
            cache.store(fingerprint, decision: .allow, generation: index == position ? 1 : 2)
        }
        #expect(!cache.store(fingerprints[5], decision: .allow, generation: 2))
        let found = fingerprints.map { cache.lookup($0, epochSeconds: 0) != nil }
        #expect(found == (0..<6).map { $0 != position })
    }

    @Test("of a full row, an entry that has lapsed goes first", arguments: 0..<5)
    func lapsed(position: Int) throws {
        let cache = try #require(DecisionCache(entryCount: 1_024))
        let fingerprints = Self.fingerprints(6, inRow: 3)
        for (index, fingerprint) in fingerprints.prefix(5).enumerated() {
            cache.store(
                fingerprint, decision: .allow, lapse: index == position ? 50 : 51, generation: 1)
        }
        #expect(!cache.store(fingerprints[5], decision: .allow, generation: 1, now: 50))
        let found = fingerprints.map { cache.lookup($0, epochSeconds: 50) != nil }
        #expect(found == (0..<6).map { $0 != position })
    }

    @Test("filled four times over, the cache forgets, but never confuses")
    func overflow() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        let cache = try #require(DecisionCache(entryCount: 1_024))
        let fingerprints = (0..<cache.entryCount * 4).map { _ in
            Fingerprint(value: (random.next() as UInt128) >> 1, place: random.next())
        }
        let evictionCount = fingerprints.count {
            cache.store($0, decision: Self.decision($0), generation: 1)
        }
        let found = fingerprints.compactMap { fingerprint in
            cache.lookup(fingerprint, epochSeconds: 0).map { (fingerprint, $0.decision) }
        }
        #expect(found.allSatisfy { Self.decision($0) == $1 }, "seed \(seed)")
        #expect(found.count == fingerprints.count - evictionCount, "seed \(seed)")
        // A row of five is empty or not full with 20 on average only once in a while.
        #expect(found.count > cache.entryCount * 95 / 100, "seed \(seed)")
    }

    @Test(
        "a decision, its lapse and its generation fit into one word",
        arguments: Decision.allCases, [0, 1, 1 << 22 - 1, 1 << 22, UInt64.max] as [UInt64])
    func packing(decision: Decision, generation: UInt64) {
        let last: UInt64 = 1 << 40 - 2
        for (given, kept) in [
            (nil, last + 1), (0, 0), (1, 1), (last, last), (last + 1, last), (.max, last),
        ] as [(UInt64?, UInt64)] {
            let cached = CachedDecision(decision, lapseEpochSeconds: given, generation: generation)
            #expect(cached.decision == decision)
            #expect(cached.lapseEpochSeconds == kept)
            #expect(cached.generationTag == generation % (1 << 22))
            #expect(CachedDecision(word: cached.word) == cached)
        }
        #expect(CachedDecision(word: 0) == nil)
    }
}

extension DecisionCacheTests {
    /// A decision that follows from the fingerprint, so that an answer can be checked.
    static func decision(_ fingerprint: Fingerprint) -> Decision {
        Decision.allCases[Int((fingerprint.low ^ fingerprint.high &* 5) % 3)]
    }

    /// Fingerprints that share a row of the smallest cache.
    static func fingerprints(_ count: Int, inRow row: UInt64) -> [Fingerprint] {
        var random = SplitMix64(seed: row)
        return (0..<count).map { _ in
            Fingerprint(value: (random.next() as UInt128) >> 1, place: row)
        }
    }
}

extension DecisionCache {
    @discardableResult
    func store(
        _ fingerprint: Fingerprint, decision: Decision, lapse: UInt64? = nil, generation: UInt64,
        now: UInt64 = 0
    ) -> Bool {
        store(
            fingerprint, decision: decision, lapseEpochSeconds: lapse, generation: generation,
            epochSeconds: now)
    }
}

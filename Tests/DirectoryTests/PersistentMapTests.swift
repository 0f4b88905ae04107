import Directory
import TestSupport
import Testing

/// Holds the map against a dictionary.
@Suite("Persistent map")
struct PersistentMapTests {
    @Test("agrees with a dictionary, and leaves its copies alone", arguments: 1...4)
    func differential(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let first = (0..<random.below(400)).map { _ in
            (name: "n\(random.below(300))", value: random.below(9))
        }
        var map = PersistentMap(first)
        var expected = Dictionary(first.map { ($0.name, $0.value) }) { $1 }
        for _ in 0..<1_500 {
            let (oldMap, old) = (map, expected)
            let name = "n\(random.below(600))"
            let value = random.chance(60) ? random.below(9) : nil
            map[name] = value
            expected[name] = value
            #expect(map.count == expected.count, "seed \(seed)")
            #expect(map[name] == value)
            #expect(oldMap[name] == old[name] && oldMap.count == old.count, "seed \(seed)")
        }
        #expect(Dictionary(uniqueKeysWithValues: zip(map.keys, map.values)) == expected)
        for name in expected.keys { #expect(map[name] == expected[name]) }
    }

    @Test("of two values of one name the last one stays")
    func lastStays() {
        let map = PersistentMap([(name: "a", value: 1), (name: "a", value: 2)])
        #expect(map["a"] == 2)
        #expect(map.count == 1)
        #expect(!map.isEmpty)
        #expect(PersistentMap<Int>().isEmpty)
    }
}

import DecisionPoint
import TestSupport
import Testing

@Suite("Cache counters")
struct CacheCountersTests {
    @Test("each event is counted by itself", arguments: CacheCounters.Event.allCases)
    func events(event: CacheCounters.Event) {
        let counters = CacheCounters()
        for _ in 0..<3 { counters.count(event) }
        for other in CacheCounters.Event.allCases {
            #expect(counters.count(of: other) == (other == event ? 3 : 0))
        }
    }

    @Test("the counts of several loops add up, while they count")
    func totals() {
        let loops = (0..<4).map { _ in CacheCounters() }
        onThreads(5) { thread in
            if thread < 4 {
                for _ in 0..<10_000 { loops[thread].count(.hit) }
            } else {
                var last: UInt64 = 0
                while last < 40_000 {
                    let total = loops.total(of: .hit)
                    #expect(total >= last)
                    last = total
                }
            }
        }
        #expect(loops.total(of: .hit) == 40_000)
        #expect(loops.total(of: .miss) == 0)
    }
}

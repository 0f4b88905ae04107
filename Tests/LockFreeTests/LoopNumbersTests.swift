import LockFree
import Testing

/// Counters of one thread that others read.
@Suite("Loop numbers")
struct LoopNumbersTests {
    @Test("every place has a number of its own", arguments: [1, 15, 16, 17, 100])
    func places(count: Int) {
        let numbers = LoopNumbers(countMin: count)
        for place in 0..<count {
            numbers.add(UInt64(place), at: place)
            numbers.add(at: place)
        }
        for place in 0..<count { #expect(numbers[place] == UInt64(place) + 1) }
        numbers.set(7, at: count - 1)
        #expect(numbers[count - 1] == 7)
    }

    @Test("reloads are counted by subject, and the last one is remembered")
    func reloads() {
        let counters = ReloadCounters()
        counters.countSuccess(of: .tokens)
        counters.countFailure(of: .tokens)
        counters.countFailure(of: .certificates)
        counters.countSuccess(of: .certificates)
        #expect(counters.successCount(of: .tokens) == 1)
        #expect(counters.failureCount(of: .tokens) == 1)
        #expect(counters.hasLastFailed(.tokens))
        #expect(!counters.hasLastFailed(.certificates))
        #expect(counters.failureCount(of: .configuration) == 0)
    }

    @Test("what loops have of their own is found by whoever looks at all")
    func loops() {
        let loops = PerLoop<LoopNumbers>()
        #expect(loops.all.isEmpty)
        loops.add(LoopNumbers(countMin: 1)).add(3, at: 0)
        loops.add(LoopNumbers(countMin: 1)).add(4, at: 0)
        #expect(loops.all.map { $0[0] } == [3, 4])
    }
}

import Foundation
import LockFree
import TestSupport
import Testing

/// Many threads at once; under the thread sanitizer these show what an ordering is worth.
@Suite("Published cell under load")
struct PublishedCellStressTests {
    static let publicationCount = 5_000

    @Test("readers find living values, never older than the last, and in the end one is left")
    func readersAndWriter() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        let tally = Tally()
        let cell = PublishedCell(tally.make(0), readerCountMax: 4)
        let (faults, looks) = (Counter(), Counter())

        onThreads(5) { worker in
            if worker == 0 {
                for number in 1...Self.publicationCount {
                    while !cell.publish(tally.make(number)) { sched_yield() }
                }
            } else {
                var reading = Reading(seed: seed &+ UInt64(worker))
                reading.run(cell)
                faults.add(reading.faultCount)
                looks.add(reading.lookCount)
            }
        }

        #expect(faults.sum == 0, "seed \(seed)")
        #expect(looks.sum >= 4)
        #expect(cell.reclaim() == 0)
        #expect(tally.aliveNumbers == [Self.publicationCount])
    }

    @Test("several writers take turns, while readers come and go")
    func writersAndPassers() {
        let tally = Tally()
        let cell = PublishedCell(tally.make(0), readerCountMax: 2)
        let faults = Counter()

        onThreads(4) { worker in
            for round in 1...Self.publicationCount / 2 {
                if worker < 2 {
                    let number = worker + 1 + round * 2
                    while !cell.publish(tally.make(number)) { sched_yield() }
                } else if let reader = cell.makeReader() {
                    if !reader.withCurrent(\.isIntact) { faults.add(1) }
                } else {
                    faults.add(1)
                }
            }
        }

        #expect(faults.sum == 0)
        #expect(cell.reclaim() == 0)
        #expect(tally.aliveCount == 1)
    }
}

/// Reads as an event loop does, in turns of random length, some with a pause offline in between.
private struct Reading {
    /// How many values were dead, or older than one seen before.
    private(set) var faultCount = 0
    private(set) var lookCount = 0
    private var lastNumber = 0
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// Reads until the last value is there.
    mutating func run(_ cell: PublishedCell<Tally.Value>) {
        guard var reader = cell.makeReader() else {
            faultCount += 1
            return
        }
        while lastNumber < PublishedCellStressTests.publicationCount {
            for _ in 0..<random.int(in: 1...20) { reader.withCurrent { look(at: $0) } }
            if random.chance(30) {
                reader.goOffline()
                if random.chance(50) { sched_yield() }
                reader.goOnline()
            } else {
                reader.quiesce()
            }
        }
    }

    private mutating func look(at value: Tally.Value) {
        lookCount += 1
        if value.number < lastNumber { faultCount += 1 }
        lastNumber = value.number
        // A look, some time in which others run, and another look at the same value.
        if random.chance(20) { sched_yield() }
        for _ in 0..<random.int(in: 1...20) where !value.isIntact { faultCount += 1 }
    }
}

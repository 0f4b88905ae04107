import LockFree
import Synchronization
import Testing

@Suite("Published cell")
struct PublishedCellTests {
    @Test("a reader finds a new value at its next look, before it reports")
    func visibility() throws {
        let tally = Tally()
        let cell = PublishedCell(tally.make(0), readerCountMax: 1)
        guard let reader = cell.makeReader() else { return try failRegistration() }
        #expect(reader.withCurrent(\.number) == 0)
        #expect(cell.publish(tally.make(1)))
        #expect(reader.withCurrent(\.number) == 1)
    }

    @Test("an old value lives until the reader reports, and no longer")
    func reporting() throws {
        let tally = Tally()
        let cell = PublishedCell(tally.make(0), readerCountMax: 1)
        guard var reader = cell.makeReader() else { return try failRegistration() }
        #expect(cell.publish(tally.make(1)))
        #expect(cell.reclaim() == 1)
        #expect(tally.aliveCount == 2)
        reader.quiesce()
        #expect(cell.reclaim() == 0)
        #expect(tally.aliveCount == 1)
    }

    @Test("every reader has to report")
    func unanimity() throws {
        let tally = Tally()
        let cell = PublishedCell(tally.make(0), readerCountMax: 2)
        guard var first = cell.makeReader(), var second = cell.makeReader() else {
            return try failRegistration()
        }
        #expect(cell.publish(tally.make(1)))
        first.quiesce()
        #expect(cell.reclaim() == 1)
        second.goOffline()
        #expect(cell.reclaim() == 0)
        #expect(tally.aliveCount == 1)
    }

    @Test("a report frees what was replaced before it, and nothing later")
    func order() throws {
        let tally = Tally()
        let cell = PublishedCell(tally.make(0), readerCountMax: 1)
        guard var reader = cell.makeReader() else { return try failRegistration() }
        #expect(cell.publish(tally.make(1)))
        reader.quiesce()
        #expect(cell.publish(tally.make(2)))
        #expect(cell.reclaim() == 1)
        #expect(tally.aliveNumbers == [1, 2])
    }

    @Test("a reader that is offline holds nothing up, and finds the new value when it is back")
    func offline() throws {
        let tally = Tally()
        let cell = PublishedCell(tally.make(0), readerCountMax: 1)
        guard var reader = cell.makeReader() else { return try failRegistration() }
        reader.goOffline()
        #expect(reader.isOnline == false)
        for number in 1...20 {
            #expect(cell.publish(tally.make(number)))
            #expect(tally.aliveNumbers == [number])
        }
        reader.goOnline()
        #expect(reader.withCurrent(\.number) == 20)
        #expect(cell.publish(tally.make(21)))
        #expect(tally.aliveCount == 2)
    }

    @Test("behind a reader that is stuck, publishing is refused at the limit, until it reports")
    func stuckReader() throws {
        let tally = Tally()
        let limit = PublishedCell<Tally.Value>.retiredCountMax
        let cell = PublishedCell(tally.make(0), readerCountMax: 1)
        guard var reader = cell.makeReader() else { return try failRegistration() }
        for number in 1...limit { #expect(cell.publish(tally.make(number))) }
        #expect(!cell.publish(tally.make(limit + 1)))
        #expect(reader.withCurrent(\.number) == limit)
        #expect(tally.aliveCount == limit + 1)
        reader.quiesce()
        #expect(cell.publish(tally.make(limit + 2)))
        #expect(reader.withCurrent(\.number) == limit + 2)
        #expect(tally.aliveCount == 2)
    }

    @Test("there are as many readers as were asked for; one that goes makes room and reports")
    func registration() throws {
        let tally = Tally()
        let cell = PublishedCell(tally.make(0), readerCountMax: 3)
        guard let first = cell.makeReader(), let second = cell.makeReader() else {
            return try failRegistration()
        }
        do {
            guard let third = cell.makeReader() else { return try failRegistration() }
            if cell.makeReader() != nil { Issue.record("a fourth reader of three") }
            #expect([first.isOnline, second.isOnline, third.isOnline] == [true, true, true])
        }
        guard let third = cell.makeReader() else { return try failRegistration() }
        #expect(third.isOnline == true)
    }

    @Test("a reader that goes holds nothing up")
    func departure() throws {
        let tally = Tally()
        let cell = PublishedCell(tally.make(0), readerCountMax: 1)
        do {
            guard let reader = cell.makeReader() else { return try failRegistration() }
            #expect(cell.publish(tally.make(1)))
            #expect(reader.isOnline == true)
        }
        #expect(cell.reclaim() == 0)
        #expect(tally.aliveCount == 1)
    }

    @Test("a copy of the reference keeps its value, whatever is reported")
    func copies() throws {
        let tally = Tally()
        let cell = PublishedCell(tally.make(0), readerCountMax: 1)
        guard var reader = cell.makeReader() else { return try failRegistration() }
        var copy: Tally.Value? = reader.withCurrent { $0 }
        #expect(cell.publish(tally.make(1)))
        reader.quiesce()
        #expect(cell.reclaim() == 0)
        #expect(tally.aliveNumbers == [0, 1])
        #expect(copy?.isIntact == true)
        copy = nil
        #expect(tally.aliveCount == 1)
    }

    @Test("a cell that goes takes along all that it published")
    func leaks() throws {
        let tally = Tally()
        do {
            let cell = PublishedCell(tally.make(0), readerCountMax: 1)
            guard let reader = cell.makeReader() else { return try failRegistration() }
            for number in 1...3 { #expect(cell.publish(tally.make(number))) }
            #expect(reader.isOnline == true)
            #expect(tally.aliveCount == 4)
        }
        #expect(tally.aliveCount == 0)
    }

    private func failRegistration() throws { Issue.record("no reader could be registered") }
}

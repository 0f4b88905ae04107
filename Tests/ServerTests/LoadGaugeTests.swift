import Testing

@testable import Server

/// Checks when a loop takes itself for strained, and what it reads.
@Suite("Load gauge")
struct LoadGaugeTests {
    private func gauge(_ turns: (milliseconds: Int, open: Int)...) -> LoadGauge {
        var gauge = LoadGauge()
        for turn in turns {
            gauge.turnDidEnd(
                took: .milliseconds(turn.milliseconds), openStreamCount: turn.open,
                openStreamCountMax: 1_000)
        }
        return gauge
    }

    @Test("slow turns in a row strain, and those that are merely shorter do not calm")
    func duration() {
        #expect(!self.gauge((251, 0), (251, 0), (251, 0)).isStrained)
        #expect(!self.gauge((251, 0), (251, 0), (251, 0), (250, 0)).isStrained)
        #expect(!self.gauge((251, 0), (251, 0), (250, 0), (251, 0), (251, 0)).isStrained)
        #expect(self.gauge((251, 0), (251, 0), (251, 0), (251, 0)).isStrained)
        #expect(self.gauge((251, 0), (251, 0), (251, 0), (251, 0), (101, 0)).isStrained)
        #expect(!self.gauge((251, 0), (251, 0), (251, 0), (251, 0), (100, 0)).isStrained)
        #expect(!self.gauge((251, 0), (251, 0), (251, 0), (251, 0), (100, 0), (251, 0)).isStrained)
    }

    @Test("so do streams that stay open")
    func openStreams() {
        #expect(!self.gauge((0, 500)).isStrained)
        #expect(self.gauge((0, 501)).isStrained)
        #expect(self.gauge((0, 501), (0, 251)).isStrained)
        #expect(!self.gauge((0, 501), (0, 250)).isStrained)
    }

    @Test(
        "the more have sent something, the less of each is read in a turn",
        arguments: [
            (0, 65_536), (1, 65_536), (8, 65_536), (9, 58_254), (128, 4_096), (129, 4_096),
            (10_000, 4_096),
        ])
    func share(readyCount: Int, byteCount: Int) {
        #expect(ReadShare.byteCount(readyCount: readyCount, byteCountMax: 65_536) == byteCount)
    }
}

/// Checks the ages of connections.
@Suite("Connection ages")
struct ConnectionAgesTests {
    @Test("ages are within a tenth of the middle, spread, and the same for the same seed")
    func spread() {
        var ages = ConnectionAges(around: .seconds(1_000), seed: 7)
        var again = ConnectionAges(around: .seconds(1_000), seed: 7)
        var other = ConnectionAges(around: .seconds(1_000), seed: 8)
        var drawn: [Duration] = []
        for _ in 0..<1_000 { drawn.append(ages.next() ?? .zero) }
        #expect(drawn.allSatisfy { (.seconds(900))...(.seconds(1_100)) ~= $0 })
        #expect(drawn.contains { $0 < .seconds(910) } && drawn.contains { $0 > .seconds(1_090) })
        #expect(again.next() == drawn[0])
        #expect(other.next() != drawn[0])
    }

    @Test("without a middle there is no bound")
    func none() {
        var ages = ConnectionAges(around: .zero, seed: 7)
        #expect(ages.next() == nil)
    }
}

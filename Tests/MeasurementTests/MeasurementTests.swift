import Measurement
import Testing

@Suite("Measurement")
struct MeasurementTests {
    @Test("a percentile is off by less than 1 %, and never below the true value")
    func percentiles() {
        var histogram = Histogram()
        var values: [UInt64] = []
        var state: UInt64 = 7
        for index in 0..<100_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // Of all magnitudes, the small ones that have a bucket to themselves included.
            let value = state >> UInt64(1 + index % 60)
            values.append(value)
            histogram.record(value)
        }
        values.sort()
        for percent in [0.001, 1, 25, 50, 90, 99, 99.9, 99.99, 100] {
            let rank = Int((percent / 100 * Double(values.count)).rounded(.up))
            let expected = values[max(rank, 1) - 1]
            let found = histogram.percentile(percent)
            #expect(found >= expected)
            #expect(Double(found) <= Double(expected) * 1.01 + 0.5)
        }
        #expect(histogram.maximum == values.last)
        #expect(histogram.count == 100_000)
    }

    @Test("the ends of the range have buckets", arguments: [0, 1, 127, 128, 255, 256, UInt64.max])
    func ends(value: UInt64) {
        var histogram = Histogram()
        histogram.record(value)
        #expect(histogram.percentile(50) == value)
        #expect(histogram.maximum == value)
    }

    @Test("merging counts all values")
    func merging() {
        var one = Histogram()
        var other = Histogram()
        for value in 1...10 { one.record(UInt64(value)) }
        for value in 11...20 { other.record(UInt64(value)) }
        one.merge(other)
        #expect(one.count == 20)
        #expect(one.percentile(50) == 10)
        #expect(one.maximum == 20)
        #expect(one.mean == 10.5)
    }

    @Test("a mean can leave out what is great")
    func trimmedMean() {
        var histogram = Histogram()
        for _ in 0..<99 { histogram.record(100) }
        histogram.record(1_000_000)
        #expect(histogram.mean(upTo: histogram.percentile(99)) == 100)
        #expect(histogram.mean(upTo: histogram.maximum) > 9_000)
        #expect(Histogram().mean(upTo: 5) == 0)
    }

    @Test("nothing recorded is zero")
    func empty() {
        #expect(Histogram().percentile(99) == 0)
        #expect(Histogram().mean == 0)
    }

    @Test("times whole groups, after the warm-up")
    func timing() {
        var runs = 0
        let timing = Timing(count: 9, warmUp: 3) { _ in runs += 1 }
        #expect(timing.count == 16)
        #expect(runs == 19)
        #expect(timing.p50 <= timing.p999)
    }
}

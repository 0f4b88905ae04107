import TestSupport
import Testing

@testable import DecisionPoint

@Suite("Fingerprint")
struct FingerprintTests {
    /// Computed apart from this package, from the definition, with integers of any size.
    static let golden: [(parts: [FingerprintPart], value: UInt128)] = [
        ([], 0x56dc_ce2b_67b5_fada_3795_e066_e736_1ace),
        ([.number(0)], 0x20ef_0ca4_d0a1_814c_799c_2c20_eb43_54a9),
        ([.bytes([])], 0x32e4_dd74_50ab_8fe6_3487_9b38_e84d_e620),
        ([.number(.max)], 0x2d08_5698_c09d_057c_4725_4d76_6717_787c),
        (
            [.number(1), .number(1 << 63), .bytes(Array("a".utf8))],
            0x78b1_d2c7_f198_5b0d_509b_1c43_eec9_4496
        ),
        (
            [
                .number(7), .bytes(Array("s3:getobject".utf8)),
                .bytes(Array("arn:aws:s3:::logs/2024/secret".utf8)),
                .bytes(Array("true".utf8)), .number(0),
            ], 0x1bb7_db06_6b69_c852_0e19_d33a_2ecc_d824
        ),
        (
            [.number(9), .lastBytes((0..<32).map { UInt8($0) })],
            0x7882_3330_bcf7_ffa6_e5eb_de63_380a_8825
        ),
        (
            [.bytes(Array("a".utf8)), .lastBytes((0..<100).map { UInt8($0) })],
            0x7db0_9905_8dc7_a844_bb54_af90_a824_f22c
        ),
    ]

    @Test("fingerprints under a known key stay what they are", arguments: golden)
    func goldenValues(parts: [FingerprintPart], value: UInt128) {
        var random = SplitMix64(seed: 1)
        var encoder = FingerprintEncoder(&random)
        #expect(encoder.fingerprint(parts)?.value == value)
    }

    @Test(
        "a fingerprint is what the definition says, whatever the processor can do",
        arguments: 1...4, [true, false])
    func differential(seed: UInt64, isWide: Bool) {
        var random = SplitMix64(seed: seed)
        let key = KnownKey(&random)
        var encoder = FingerprintEncoder(key, isWide: isWide)
        for _ in 0..<300 {
            let parts = FingerprintPart.randomList(&random, countMax: 12)
            let expected = FingerprintReference.fingerprint(FingerprintMessage(parts), key)
            #expect(encoder.fingerprint(parts)?.value == expected, "seed \(seed): \(parts)")
        }
    }

    @Test(
        "words and key elements at the ends of their ranges are reduced as any other",
        arguments: [true, false])
    func extremes(isWide: Bool) {
        let largest = FingerprintReference.modulus - 1
        let choices: [UInt128] = [0, 1, largest, 1 << 64 - 1, 1 << 64, largest - 1 << 64 + 1]
        var random = SplitMix64(seed: 5)
        for _ in 0..<20 {
            var key = KnownKey(&random)
            key.elements = key.elements.map { _ in random.pick(choices) }
            key.pairs = key.pairs.map { _ in
                random.pick([0, 1, .max, .max - 1, 1 << 63, 0xFFFF_FFFF, 0xFFFF_FFFF << 32])
            }
            var encoder = FingerprintEncoder(key, isWide: isWide)
            let byte: UInt8 = random.pick([0, 0xFF])
            let bytes = [UInt8](repeating: byte, count: random.pick([0, 6, 14, 30, 62, 16_000]))
            let parts: [FingerprintPart] = [bytes.count > 40 ? .lastBytes(bytes) : .bytes(bytes)]
            let expected = FingerprintReference.fingerprint(FingerprintMessage(parts), key)
            #expect(encoder.fingerprint(parts)?.value == expected)
        }
    }

    /// Few keys, by the arithmetic of multiplication, spread numbers in a row less well than a lot
    /// would, so that the seeds are fixed and the bounds are for nearly all of them.
    @Test("requests that differ in one word fall into rows as if by lot, for nearly every key")
    func rows() {
        var outliers: [String] = []
        for seed in 0..<64 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var encoder = FingerprintEncoder(key: FingerprintKey(using: &random))
            for shift: UInt64 in [0, 7, 20, 32, 44] {
                var counts: [UInt64: Int] = [:]
                for number in 0..<4_096 {
                    encoder.append(UInt64(number) << shift)
                    guard let fingerprint = encoder.finish() else { continue }
                    counts[fingerprint.place % 4_096, default: 0] += 1
                }
                // By lot, a row gets one each on average, and 1 in 2^20 rows more than nine.
                let isSpread = (counts.values.max() ?? 0) <= 12
                if !isSpread || !(2_400...2_780).contains(counts.count) {
                    outliers.append("seed \(seed), shift \(shift): \(counts.count) rows")
                }
            }
        }
        #expect(outliers.count <= 3, "\(outliers)")
    }

    @Test("last bytes too few to fill a block are bytes like others")
    func fewLastBytes() {
        var random = SplitMix64(seed: 11)
        var encoder = FingerprintEncoder(&random)
        for count in 0...FingerprintEncoder.lastBytesMin {
            let bytes = [UInt8](repeating: 7, count: count)
            encoder.append(3)
            let fingerprint = encoder.finish(bytes.span)
            let isShort = count < FingerprintEncoder.lastBytesMin
            let last = isShort ? FingerprintPart.bytes(bytes) : .lastBytes(bytes)
            #expect(fingerprint == encoder.fingerprint([.number(3), last]))
            let other = isShort ? FingerprintPart.number(0) : .bytes(bytes)
            #expect(fingerprint != encoder.fingerprint([.number(3), other]))
        }
    }

    @Test("where a text lies in its buffer does not matter")
    func position() {
        var random = SplitMix64(seed: 6)
        var encoder = FingerprintEncoder(&random)
        let text = (0..<50).map { UInt8($0 + 1) }
        for count in 0...text.count {
            let expected = encoder.fingerprint([.bytes(Array(text[..<count]))])
            for (before, after) in [(0, 0), (1, 0), (3, 15), (16, 16), (7, 40)] {
                let buffer =
                    [UInt8](repeating: 0xAA, count: before) + text[..<count]
                    + [UInt8](repeating: 0xBB, count: after)
                encoder.append(buffer.span, at: before, count: count)
                #expect(encoder.finish() == expected, "\(count) bytes, \(before) before them")
                guard count >= FingerprintEncoder.lastBytesMin else { continue }
                #expect(
                    encoder.finish(buffer.span.extracting(before..<before + count))
                        == encoder.fingerprint([.lastBytes(Array(text[..<count]))]))
            }
        }
    }

    @Test("nothing of an earlier message is left in a later one")
    func reuse() {
        var random = SplitMix64(seed: 7)
        var encoder = FingerprintEncoder(&random)
        let expected = encoder.fingerprint([.bytes([1, 2, 3])])
        _ = encoder.fingerprint([.bytes([UInt8](repeating: 0xFF, count: 100)), .number(.max)])
        #expect(encoder.fingerprint([.bytes([1, 2, 3])]) == expected)
        _ = encoder.fingerprint([.bytes([UInt8](repeating: 0xFF, count: 100_000))])
        #expect(encoder.fingerprint([.bytes([1, 2, 3])]) == expected)
    }

    @Test("a message may fill the buffer, and not one byte more")
    func limit() {
        var random = SplitMix64(seed: 8)
        let key = KnownKey(&random)
        var encoder = FingerprintEncoder(key)
        let room = FingerprintEncoder.byteCountMax
        let cases: [(parts: [FingerprintPart], isTooLong: Bool)] = [
            ([.bytes([UInt8](repeating: 1, count: room - 2))], false),
            ([.bytes([UInt8](repeating: 1, count: room - 1))], true),
            ([.bytes([UInt8](repeating: 1, count: room - 10)), .number(1)], false),
            ([.bytes([UInt8](repeating: 1, count: room - 9)), .number(1)], true),
            ([.bytes([UInt8](repeating: 1, count: room - 12)), .number(.max)], false),
            ([.bytes([UInt8](repeating: 1, count: room - 11)), .number(.max)], true),
            ([.bytes([UInt8](repeating: 1, count: 32_767))], true),
            ([.bytes([UInt8](repeating: 1, count: 65_536))], true),
            ([.lastBytes([UInt8](repeating: 1, count: room - 32))], false),
            ([.lastBytes([UInt8](repeating: 1, count: room - 31))], true),
            ([.lastBytes([UInt8](repeating: 1, count: room + 1))], true),
            (
                [
                    .bytes([UInt8](repeating: 1, count: 28)),
                    .lastBytes([UInt8](repeating: 1, count: room - 32)),
                ], false
            ),
            (
                [
                    .bytes([UInt8](repeating: 1, count: 29)),
                    .lastBytes([UInt8](repeating: 1, count: room - 32)),
                ], true
            ),
            (
                [
                    .bytes([UInt8](repeating: 1, count: room - 2)),
                    .lastBytes([UInt8](repeating: 1, count: 32)),
                ], true
            ),
            // What doesn't fit spoils the message, though what follows would fit.
            ([.bytes([UInt8](repeating: 1, count: room)), .bytes([]), .number(0)], true),
        ]
        for (parts, isTooLong) in cases {
            let message = FingerprintMessage(parts)
            let fingerprint = encoder.fingerprint(parts)
            #expect((message.count > room) == isTooLong)
            #expect((fingerprint == nil) == isTooLong)
            if let fingerprint {
                let expected = FingerprintReference.fingerprint(message, key)
                #expect(fingerprint.value == expected)
            }
        }
    }
}

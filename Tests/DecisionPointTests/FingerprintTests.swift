import DecisionPoint
import TestSupport
import Testing

@Suite("Fingerprint")
struct FingerprintTests {
    /// Computed apart from this package, from the definition, with integers of any size.
    static let golden: [(parts: [FingerprintPart], value: UInt128)] = [
        ([], 0x4d54_3a35_6117_7077_61bc_8d58_62bb_1631),
        ([.number(0)], 0x2033_7ef1_b0ea_3bc5_008d_9c57_bbe6_586f),
        ([.bytes([])], 0x6bed_2e0c_ca07_e398_add8_df66_4a43_04a3),
        ([.number(.max)], 0x040c_0a72_50d4_2ac5_97b8_5ca3_944c_83e4),
        (
            [.number(1), .number(1 << 63), .bytes(Array("a".utf8))],
            0x4e5a_f79c_79da_7f97_ec70_ee1a_c87c_bd16
        ),
        (
            [
                .number(7), .bytes(Array("s3:getobject".utf8)),
                .bytes(Array("arn:aws:s3:::logs/2024/secret".utf8)),
                .bytes(Array("true".utf8)), .number(0),
            ], 0x14e1_988c_654b_7ecd_e0ad_a847_0f23_4898
        ),
    ]

    @Test("fingerprints under a known key stay what they are", arguments: golden)
    func goldenValues(parts: [FingerprintPart], value: UInt128) {
        var random = SplitMix64(seed: 1)
        var encoder = FingerprintEncoder(&random)
        #expect(encoder.fingerprint(parts)?.value == value)
    }

    @Test("a fingerprint is what the definition says", arguments: 1...4)
    func differential(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let key = KnownKey(&random)
        var encoder = FingerprintEncoder(key)
        for _ in 0..<500 {
            let parts = (0..<random.below(12)).map { _ in FingerprintPart.random(&random) }
            let message = FingerprintReference.message(parts)
            let expected = FingerprintReference.fingerprint(message, key)
            #expect(encoder.fingerprint(parts)?.value == expected, "seed \(seed): \(parts)")
        }
    }

    @Test("words and key elements at the ends of their ranges are reduced as any other")
    func extremes() {
        let largest = FingerprintReference.modulus - 1
        let choices: [UInt128] = [0, 1, largest, 1 << 64 - 1, 1 << 64, largest - 1 << 64 + 1]
        var random = SplitMix64(seed: 5)
        for _ in 0..<20 {
            var key = KnownKey(&random)
            key.elements = key.elements.map { _ in random.pick(choices) }
            key.words = key.words.map { _ in random.pick([0, 1, .max, .max - 1, 1 << 63]) }
            var encoder = FingerprintEncoder(key)
            let byte: UInt8 = random.pick([0, 0xFF])
            let parts = [
                FingerprintPart.bytes(
                    [UInt8](repeating: byte, count: random.pick([0, 6, 14, 30, 16_000])))
            ]
            let message = FingerprintReference.message(parts)
            let expected = FingerprintReference.fingerprint(message, key)
            #expect(encoder.fingerprint(parts)?.value == expected)
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
            // What doesn't fit spoils the message, though what follows would fit.
            ([.bytes([UInt8](repeating: 1, count: room)), .bytes([]), .number(0)], true),
        ]
        for (parts, isTooLong) in cases {
            let message = FingerprintReference.message(parts)
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

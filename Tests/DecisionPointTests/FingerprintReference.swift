import DecisionPoint
import TestSupport

/// A part of a request, as an encoder takes it.
enum FingerprintPart: Equatable, Sendable {
    case number(UInt64)
    case bytes([UInt8])

    /// A part of a few bytes, of an alphabet so small that near misses are likely.
    static func random(_ random: inout SplitMix64) -> FingerprintPart {
        switch random.below(8) {
        case 0: .number(UInt64(random.below(3)))
        case 1: .number(random.pick([1 << 63 - 1, 1 << 63, UInt64.max - 1, UInt64.max]))
        case 2: .bytes((0..<random.below(40)).map { _ in UInt8(random.below(256)) })
        default: .bytes((0..<random.below(4)).map { _ in random.pick([0, 1, 2, 0xFE, 0xFF]) })
        }
    }
}

/// The definition of a fingerprint, slow and obvious.
enum FingerprintReference {
    static let modulus: UInt128 = 170_141_183_460_469_231_731_687_303_715_884_105_727

    /// The message that stands for a list of parts.
    static func message(_ parts: [FingerprintPart]) -> [UInt8] {
        parts.flatMap { part in
            switch part {
            case .number(let number) where number < 1 << 63: bytes(number * 2 + 1, count: 8)
            case .number(let number): bytes(65_534, count: 2) + bytes(number, count: 8)
            case .bytes(let text): bytes(UInt64(text.count) * 2, count: 2) + text
            }
        }
    }

    /// The list of parts that a message stands for, `nil` if there is none.
    static func parts(_ message: [UInt8]) -> [FingerprintPart]? {
        var rest = message[...]
        var parts: [FingerprintPart] = []
        func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        while let first = rest.first {
            if first & 1 == 1 {
                guard let bytes = take(8) else { return nil }
                parts.append(.number(number(bytes) / 2))
            } else {
                guard let header = take(2).map(number) else { return nil }
                guard let bytes = take(header == 65_534 ? 8 : Int(header / 2)) else { return nil }
                parts.append(header == 65_534 ? .number(number(bytes)) : .bytes(Array(bytes)))
            }
        }
        return parts
    }

    /// Both steps as ``FingerprintEncoder`` defines them.
    static func fingerprint(_ message: [UInt8], _ key: KnownKey) -> UInt128 {
        let lanes = [lane(message, key.words[...]), lane(message, key.words[2...])]
        let words =
            [UInt64(message.count + 1)]
            + lanes.flatMap { [UInt64($0 % (1 << 64)), UInt64($0 / (1 << 64))] }
        return zip(words, key.elements).reduce(0) { ($0 + product($1.0, $1.1)) % modulus }
    }

    /// The sum over pairs of words, modulo 2^128, with the key that begins at a lane's first word.
    static func lane(_ message: [UInt8], _ key: ArraySlice<UInt64>) -> UInt128 {
        let padded = message + [UInt8](repeating: 0, count: (16 - message.count % 16) % 16)
        let words = stride(from: 0, to: padded.count, by: 8).map { number(padded[$0..<$0 + 8]) }
        let sums = zip(words, key).map { UInt128($0 &+ $1) }
        return stride(from: 0, to: sums.count, by: 2)
            .reduce(0) { $0 &+ sums[$1] &* sums[$1 + 1] }
    }

    /// The product modulo the prime, bit by bit.
    private static func product(_ word: UInt64, _ element: UInt128) -> UInt128 {
        var result: UInt128 = 0
        for bit in (0..<64).reversed() {
            result = result * 2 % modulus
            if word >> UInt64(bit) & 1 == 1 { result = (result + element) % modulus }
        }
        return result
    }

    private static func bytes(_ number: UInt64, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension FingerprintEncoder {
    /// The fingerprint of a list of parts, each in an array of its own.
    mutating func fingerprint(_ parts: [FingerprintPart]) -> Fingerprint? {
        for part in parts {
            switch part {
            case .number(let number): append(number)
            case .bytes(let bytes): append(bytes.span, at: 0, count: bytes.count)
            }
        }
        return finish()
    }
}

/// A key that a test knows.
struct KnownKey {
    var words: [UInt64]
    var elements: [UInt128]

    /// Draws all of a key, in a way that the golden values know.
    init(_ random: inout SplitMix64) {
        words = (0..<FingerprintKey.wordCount).map { _ in random.next() }
        elements = (0..<FingerprintKey.elementCount).map { _ in
            let (low, high) = (random.next(), random.next())
            return (UInt128(high) << 64 | UInt128(low)) >> 1
        }
    }

    var key: FingerprintKey { FingerprintKey(words: words, elements: elements) }
}

extension FingerprintEncoder {
    /// An encoder with a key that is known.
    init(_ key: KnownKey) { self.init(key: key.key) }

    /// An encoder with a key drawn like a ``KnownKey``.
    init(_ random: inout SplitMix64) { self.init(KnownKey(&random)) }
}

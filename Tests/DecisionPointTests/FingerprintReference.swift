import DecisionPoint
import TestSupport

/// A part of a request, as an encoder takes it.
enum FingerprintPart: Equatable, Sendable {
    case number(UInt64)
    case bytes([UInt8])
    /// The last part, of 32 bytes or more.
    case lastBytes([UInt8])

    /// A list of parts of a few bytes, of an alphabet so small that near misses are likely.
    static func randomList(_ random: inout SplitMix64, countMax: Int) -> [FingerprintPart] {
        let parts = (0..<random.below(countMax + 1)).map { _ in one(&random) }
        guard random.chance(50) else { return parts }
        let count = 32 + random.below(random.pick([1, 2, 40, 200]))
        return parts + [.lastBytes((0..<count).map { _ in random.pick([0, 1, 0xFF]) })]
    }

    private static func one(_ random: inout SplitMix64) -> FingerprintPart {
        switch random.below(8) {
        case 0: .number(UInt64(random.below(3)))
        case 1: .number(random.pick([1 << 63 - 1, 1 << 63, UInt64.max - 1, UInt64.max]))
        case 2: .bytes((0..<random.below(40)).map { _ in UInt8(random.below(256)) })
        default: .bytes((0..<random.below(4)).map { _ in random.pick([0, 1, 2, 0xFE, 0xFF]) })
        }
    }
}

/// What the hash gets of a request: its message in blocks, and how long it is.
struct FingerprintMessage: Equatable {
    static let blockSize = 32

    private(set) var count: Int
    private(set) var blocks: [[UInt8]]

    /// The message that stands for a list of parts.
    init(_ parts: [FingerprintPart]) {
        var bytes: [UInt8] = []
        var hasLastBytes = false
        for part in parts {
            switch part {
            case .number(let number) where number < 1 << 63:
                bytes += Self.bytes(number * 2 + 1, count: 8)
            case .number(let number):
                bytes += Self.bytes(65_534, count: 2) + Self.bytes(number, count: 8)
            case .bytes(let text): bytes += Self.bytes(UInt64(text.count) * 2, count: 2) + text
            case .lastBytes(let text):
                bytes += Self.bytes(65_532, count: 2)
                while bytes.count % Self.blockSize > 0 { bytes.append(0) }
                bytes += text
                hasLastBytes = true
            }
        }
        count = bytes.count
        blocks = stride(from: 0, to: count, by: Self.blockSize).map { start in
            guard start + Self.blockSize > bytes.count else {
                return Array(bytes[start..<start + Self.blockSize])
            }
            if hasLastBytes { return bytes.suffix(Self.blockSize) }
            return bytes[start...] + [UInt8](repeating: 0, count: start + 32 - bytes.count)
        }
    }

    /// The list of parts that it stands for, `nil` if there is none.
    var parts: [FingerprintPart]? {
        var rest = Array(blocks.joined())[..<min(count, blocks.count * Self.blockSize)]
        var parts: [FingerprintPart] = []
        func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        while let first = rest.first {
            if first & 1 == 1 {
                guard let bytes = take(8) else { return nil }
                parts.append(.number(Self.number(bytes) / 2))
                continue
            }
            switch take(2).map(Self.number) {
            case .none: return nil
            case 65_534?:
                guard let bytes = take(8) else { return nil }
                parts.append(.number(Self.number(bytes)))
            case 65_532?:
                let blocksRead = (count - rest.count + Self.blockSize - 1) / Self.blockSize
                guard let last = lastBytes(after: blocksRead) else { return nil }
                return parts + [.lastBytes(last)]
            case .some(let header):
                guard let bytes = take(Int(header / 2)) else { return nil }
                parts.append(.bytes(Array(bytes)))
            }
        }
        return parts
    }

    /// The bytes of all blocks but some first ones, each once.
    private func lastBytes(after blocksRead: Int) -> [UInt8]? {
        let size = count - blocksRead * Self.blockSize
        guard size >= Self.blockSize, let last = blocks.last else { return nil }
        let whole = blocks[blocksRead..<blocksRead + size / Self.blockSize].joined()
        return whole + last.suffix(size % Self.blockSize)
    }

    static func bytes(_ number: UInt64, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
    }

    static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// The definition of a fingerprint, slow and obvious.
enum FingerprintReference {
    static let modulus: UInt128 = 170_141_183_460_469_231_731_687_303_715_884_105_727

    /// Both steps as ``FingerprintEncoder`` defines them.
    static func fingerprint(_ message: FingerprintMessage, _ key: KnownKey) -> UInt128 {
        let words = [UInt64(message.count + 1)] + (0..<4).map { lane($0, message, key) }
        return zip(words, key.elements).reduce(0) { ($0 + product($1.0, $1.1)) % modulus }
    }

    /// The sum over pairs of words, modulo 2^64, with the key that begins at a lane's first word.
    static func lane(_ lane: Int, _ message: FingerprintMessage, _ key: KnownKey) -> UInt64 {
        let bytes = Array(message.blocks.joined())
        let words = stride(from: 0, to: bytes.count, by: 4).map {
            UInt32(FingerprintMessage.number(bytes[$0..<$0 + 4]))
        }
        let keyWords = key.pairs.flatMap { [UInt32($0 % (1 << 32)), UInt32($0 / (1 << 32))] }
        let sums = zip(words, keyWords.dropFirst(8 * lane)).map { UInt64($0 &+ $1) }
        return stride(from: 0, to: sums.count, by: 2)
            .reduce(0) { $0 &+ sums[$1] * sums[$1 + 1] }
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
}

extension FingerprintEncoder {
    /// The fingerprint of a list of parts, each in an array of its own. Last bytes end it.
    mutating func fingerprint(_ parts: [FingerprintPart]) -> Fingerprint? {
        for part in parts {
            switch part {
            case .number(let number): append(number)
            case .bytes(let bytes): append(bytes.span, at: 0, count: bytes.count)
            case .lastBytes(let bytes): return finish(bytes.span)
            }
        }
        return finish()
    }
}

/// A key that a test knows.
struct KnownKey {
    var pairs: [UInt64]
    var elements: [UInt128]

    /// Draws all of a key, in a way that the golden values know.
    init(_ random: inout SplitMix64) {
        pairs = (0..<FingerprintKey.pairCount).map { _ in random.next() }
        elements = (0..<FingerprintKey.elementCount).map { _ in
            let (low, high) = (random.next(), random.next())
            return (UInt128(high) << 64 | UInt128(low)) >> 1
        }
    }

    var key: FingerprintKey { FingerprintKey(pairs: pairs, elements: elements) }
}

extension FingerprintEncoder {
    /// An encoder with a key that is known.
    init(_ key: KnownKey, isWide: Bool = true) { self.init(key: key.key, isWide: isWide) }

    /// An encoder with a key drawn like a ``KnownKey``.
    init(_ random: inout SplitMix64) { self.init(KnownKey(&random)) }
}

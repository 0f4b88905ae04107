import FlatMemory

/// A block of IP addresses in CIDR form; a single address is a block of one.
///
/// The two families never mix: an IPv4 address lies in no IPv6 block, also not as `::ffff:a.b.c.d`.
package struct AddressBlock: BitwiseCopyable, Sendable {
    /// The address, an IPv4 one in the lowest 32 bits.
    private var high: UInt64 = 0
    private var low: UInt64 = 0
    private var isVersion6 = false
    /// Leading bits that count.
    private var prefixLength: UInt8 = 0

    private var width: Int { isVersion6 ? 128 : 32 }

    /// Whether the block holds an address, given as a block of one.
    package func contains(_ address: AddressBlock) -> Bool {
        guard isVersion6 == address.isVersion6 else { return false }
        let free = UInt64(width - Int(prefixLength))
        if free >= 64 { return free >= 128 || (high ^ address.high) >> (free - 64) == 0 }
        return high == address.high && (low ^ address.low) >> free == 0
    }

    /// Reads `address`, or `address/length` if `allowsLength`; `nil` for anything else. Numbers with
    /// leading zeros are nothing: to some they are octal.
    package init?(_ text: Span<UInt8>, _ range: TextRange, allowsLength: Bool) {
        var end = range.end
        var slash: Int?
        for index in range.start..<range.end where text[index] == UInt8(ascii: "/") {
            guard slash == nil, allowsLength else { return nil }
            slash = index
            end = index
        }
        if !readVersion4(text, range.start, end) {
            guard readVersion6(text, range.start, end) else { return nil }
            isVersion6 = true
        }
        prefixLength = UInt8(width)
        if let slash {
            guard let length = Self.decimal(text, slash + 1, range.end, max: width)
            else { return nil }
            prefixLength = UInt8(length)
        }
    }

    /// A decimal number of one to three digits without leading zeros.
    private static func decimal(
        _ text: Span<UInt8>, _ start: Int, _ end: Int, max limit: Int
    ) -> Int? {
        guard (1...3).contains(end - start), end - start == 1 || text[start] != 0x30
        else { return nil }
        var value = 0
        for index in start..<end {
            guard text[index].isDigit else { return nil }
            value = value * 10 + Int(text[index] - 0x30)
        }
        return value <= limit ? value : nil
    }

    /// Reads four decimal numbers between points.
    private mutating func readVersion4(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var value: UInt64 = 0
        var first = start
        for index in 0..<4 {
            var last = first
            while last < end, text[last] != UInt8(ascii: ".") { last += 1 }
            guard let byte = Self.decimal(text, first, last, max: 255),
                (last < end) == (index < 3)
            else { return false }
            value = value << 8 | UInt64(byte)
            first = last + 1
        }
        low = value
        return true
    }

    /// Reads eight groups of hex digits, of which `::` may leave out one or more.
    private mutating func readVersion6(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        var groups = InlineArray<8, UInt16>(repeating: 0)
        var count = 0
        var gap: Int?
        var position = start
        if end - start >= 2, text[start] == 0x3A, text[start + 1] == 0x3A {
            gap = 0
            position += 2
        }
        while position < end {
            var last = position
            while last < end, text[last] != 0x3A { last += 1 }
            if last == end, count <= 6 {
                var quad = AddressBlock()
                if quad.readVersion4(text, position, end) {
                    groups[count] = UInt16(quad.low >> 16)
                    groups[count + 1] = UInt16(quad.low & 0xFFFF)
                    count += 2
                    position = end
                    break
                }
            }
            guard count < 8, let group = Self.group(text, position, last) else { return false }
            groups[count] = group
            count += 1
            position = last
            guard position < end else { break }
            position += 1
            if position < end, text[position] == 0x3A {
                guard gap == nil else { return false }
                gap = count
                position += 1
            } else if position == end {
                return false
            }
        }
        return place(groups, count, gap)
    }

    private static func group(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt16? {
        guard (1...4).contains(end - start) else { return nil }
        var value: UInt16 = 0
        for index in start..<end {
            let digit: UInt8
            switch text[index] {
            case 0x30...0x39: digit = text[index] - 0x30
            case 0x41...0x46: digit = text[index] - 0x41 + 10
            case 0x61...0x66: digit = text[index] - 0x61 + 10
            default: return nil
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    private mutating func place(_ groups: InlineArray<8, UInt16>, _ count: Int, _ gap: Int?) -> Bool
    {
        guard gap == nil ? count == 8 : count < 8 else { return false }
        let head = gap ?? count
        for index in 0..<count {
            let target = index < head ? index : 8 - count + index
            let group = UInt64(groups[index]) << UInt64(16 * (3 - target % 4))
            if target < 4 { high |= group } else { low |= group }
        }
        return true
    }

    /// Whether it is an IPv4 address in IPv6's clothes: `::ffff:a.b.c.d`.
    package var isMappedVersion4: Bool { isVersion6 && high == 0 && low >> 32 == 0xFFFF }

    /// Whether a bit beyond the prefix is set; such bits are ignored.
    package var hasHostBits: Bool {
        let free = UInt64(width - Int(prefixLength))
        if free >= 64 { return low != 0 || high & ((1 << (free - 64)) &- 1) != 0 }
        return low & ((1 << free) &- 1) != 0
    }

    private init() {}
}

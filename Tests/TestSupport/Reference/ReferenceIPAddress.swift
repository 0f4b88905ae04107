/// An IPv4 or IPv6 address as its bytes: four or sixteen, which are never confused.
struct ReferenceIPAddress: Equatable {
    var bytes: [UInt8]

    /// Reads a bare address in any notation of its family; `nil` if it is none.
    init?(_ text: String) {
        guard let bytes = Self.version4(text.scalars) ?? Self.version6(text.scalars)
        else { return nil }
        self.bytes = bytes
    }

    /// A block of addresses.
    struct Range {
        private var start: ReferenceIPAddress
        private var prefixLength: Int

        /// Reads `address/length`, or a bare address, which is a block of one.
        init?(_ text: String) {
            let halves = text.scalars.split(separator: "/", omittingEmptySubsequences: false)
            guard halves.count <= 2,
                let start = ReferenceIPAddress(String(scalars: Array(halves[0])))
            else { return nil }
            self.start = start
            let whole = start.bytes.count * 8
            prefixLength = whole
            if halves.count == 2 {
                guard let length = decimal(Array(halves[1]), upTo: whole) else { return nil }
                prefixLength = length
            }
        }

        /// Whether the address is of the block's family and shares its leading bits.
        func contains(_ address: ReferenceIPAddress) -> Bool {
            guard address.bytes.count == start.bytes.count else { return false }
            let bits = (0..<prefixLength)
            return bits.allSatisfy { start.bit($0) == address.bit($0) }
        }
    }

    private func bit(_ index: Int) -> Bool { bytes[index / 8] & (0x80 >> UInt8(index % 8)) != 0 }

    /// Reads four decimal numbers between points.
    private static func version4(_ text: [Unicode.Scalar]) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { decimal(Array($0), upTo: 255) }.map { UInt8($0) }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    /// Reads groups of up to four hex digits between colons, with at most one `::` for one or more
    /// groups of zeros, and perhaps an IPv4 address at the end.
    private static func version6(_ text: [Unicode.Scalar]) -> [UInt8]? {
        for index in text.indices.dropLast() where text[index] == ":" && text[index + 1] == ":" {
            guard let head = groups(Array(text[..<index]), mayEndInVersion4: false),
                let tail = groups(Array(text[(index + 2)...]), mayEndInVersion4: true),
                head.count + tail.count <= 14
            else { return nil }
            let gap = 16 - head.count - tail.count
            return head + Array(repeating: 0, count: gap) + tail
        }
        guard let bytes = groups(text, mayEndInVersion4: true), bytes.count == 16
        else { return nil }
        return bytes
    }

    /// Reads groups between single colons; none for an empty text.
    private static func groups(_ text: [Unicode.Scalar], mayEndInVersion4: Bool) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(Array.init)
        for (index, part) in parts.enumerated() {
            if mayEndInVersion4, index == parts.count - 1, let quad = version4(part) {
                bytes += quad
                continue
            }
            // `UInt16` alone would also take a sign.
            let isHex = part.allSatisfy { $0.properties.isASCIIHexDigit }
            guard (1...4).contains(part.count), isHex,
                let group = UInt16(String(scalars: part), radix: 16)
            else { return nil }
            bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
        }
        return bytes
    }
}

/// A decimal number of one to three digits without leading zeros.
private func decimal(_ text: [Unicode.Scalar], upTo limit: Int) -> Int? {
    guard (1...3).contains(text.count), text.allSatisfy(\.isDigit),
        text.count == 1 || text[0] != "0", let value = Int(String(scalars: text)), value <= limit
    else { return nil }
    return value
}

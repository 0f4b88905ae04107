/// An IP address with a prefix length, as far as the validator needs it.
struct IPRange {
    /// The address, most significant byte first: 4 bytes or 16.
    let bytes: [UInt8]
    /// The number of leading bits that count.
    let prefixLength: Int

    /// Reads `address` or `address/length`; `nil` if it is neither.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let bytes = Self.parseIPv4(parts[0]) ?? Self.parseIPv6(parts[0]) else { return nil }
        self.bytes = bytes
        guard parts.count == 2 else {
            self.prefixLength = bytes.count * 8
            return
        }
        guard parts[1].utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let length = Int(parts[1]),
            length <= bytes.count * 8
        else { return nil }
        self.prefixLength = length
    }

    /// Whether a bit behind the prefix is set.
    var hasHostBits: Bool {
        for (index, byte) in bytes.enumerated() {
            let kept = Swift.min(Swift.max(prefixLength - index * 8, 0), 8)
            if kept < 8 && byte & (0xFF >> UInt8(kept)) != 0 { return true }
        }
        return false
    }

    private static func parseIPv4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard part.utf8.count <= 3, part.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
                let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// RFC 4291: eight groups of up to four hexadecimal digits; `::` once for any number of zero
    /// groups, at least one; the last two groups perhaps as an IPv4 address.
    private static func parseIPv6(_ text: Substring) -> [UInt8]? {
        guard let gap = text.firstRange(of: "::") else {
            guard let bytes = parseGroups(text), bytes.count == 16 else { return nil }
            return bytes
        }
        let (before, after) = (text[..<gap.lowerBound], text[gap.upperBound...])
        guard let head = before.isEmpty ? [] : parseGroups(before, mayEndInIPv4: false),
            let tail = after.isEmpty ? [] : parseGroups(after), head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func parseGroups(_ text: Substring, mayEndInIPv4: Bool = true) -> [UInt8]? {
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, group) in groups.enumerated() {
            if mayEndInIPv4, index == groups.count - 1, let address = parseIPv4(group) {
                bytes += address
            } else if group.utf8.count <= 4, group.allSatisfy(\.isHexDigit),
                let value = UInt16(group, radix: 16)
            {
                bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
            } else {
                return nil
            }
        }
        return bytes
    }
}

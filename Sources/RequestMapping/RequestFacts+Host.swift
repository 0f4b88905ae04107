import FlatMemory

extension RequestFacts {
    /// A request's host, as routes read it.
    enum Host: BitwiseCopyable {
        /// The request has none.
        case none
        /// In lower case, without port and a dot at the end.
        case name(TextRange)
        /// It is no host, or one that programs read differently.
        case unreadable
    }

    /// Reads the host.
    mutating func readHost() -> Host {
        if host.count == 0 { return .none }
        guard let name = hostName(), isSound(name) else { return .unreadable }
        let copy = append(again: name)
        lowercase(copy)
        return .name(copy)
    }

    /// The host without port and last dot.
    private func hostName() -> TextRange? {
        let isBracketed = text[host.start] == UInt8(ascii: "[")
        var end = host.start
        while end < host.end, text[end] != UInt8(ascii: isBracketed ? "]" : ":") { end += 1 }
        if isBracketed { end += 1 }
        guard end <= host.end else { return nil }
        // What follows is a port, or nothing.
        if end < host.end {
            guard text[end] == UInt8(ascii: ":") else { return nil }
            for offset in end + 1..<host.end where !text[offset].isDigit { return nil }
        }
        let hasDot = !isBracketed && end > host.start && text[end - 1] == UInt8(ascii: ".")
        return TextRange(start: host.start, count: end - host.start - (hasDot ? 1 : 0))
    }

    private func isSound(_ name: TextRange) -> Bool {
        guard name.count > 0 else { return false }
        if text[name.start] == UInt8(ascii: "[") {
            // The bracket at the end has been found.
            return name.count > 2
                && (name.start + 1..<name.end - 1).allSatisfy { text[$0].isAddressByte }
        }
        var labelCount = 0
        for offset in name.start..<name.end {
            if text[offset].isNameByte {
                labelCount += 1
            } else {
                guard text[offset] == UInt8(ascii: "."), labelCount > 0 else { return false }
                labelCount = 0
            }
        }
        return labelCount > 0
    }

    /// Whether a text is a host without port and dot at the end, as routes name it.
    static func isHost(_ text: String) -> Bool {
        var facts = RequestFacts(method: "", host: text, target: "")
        guard case .name(let range) = facts.readHost() else { return false }
        return range.count == text.utf8.count
    }
}

extension UInt8 {
    /// Whether an IPv6 address may hold it.
    fileprivate var isAddressByte: Bool {
        hexValue != nil || self == UInt8(ascii: ":") || self == UInt8(ascii: ".")
    }
}

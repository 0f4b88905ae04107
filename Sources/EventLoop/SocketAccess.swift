/// Who may connect to a Unix socket, as far as its file says: `,mode=0660,group=web`.
package struct SocketAccess: Sendable, Hashable {
    /// The file's mode; `nil` for what the process's mask leaves.
    package var mode: UInt16?

    /// The file's group, by name or number; `nil` for the process's own.
    package var group: String?

    /// Says something, or nothing.
    package init(mode: UInt16? = nil, group: String? = nil) {
        self.mode = mode
        self.group = group
    }

    /// Reads `mode=0660` and `group=NAME`, each at most once.
    init(_ parts: ArraySlice<Substring>, of text: String) throws(ListenAddressError) {
        for part in parts {
            if part.hasPrefix("mode="), self.mode == nil {
                let digits = part.dropFirst("mode=".count)
                guard digits.count <= 4, digits.utf8.allSatisfy({ 48...55 ~= $0 }),
                    let mode = UInt16(digits, radix: 8), mode <= 0o777
                else {
                    throw ListenAddressError(
                        text: text, reason: "the mode must be octal, from 0 to 0777")
                }
                self.mode = mode
            } else if part.hasPrefix("group="), self.group == nil,
                part.utf8.count > "group=".utf8.count
            {
                self.group = String(part.dropFirst("group=".count))
            } else {
                throw ListenAddressError(
                    text: text,
                    reason: "after the path may come ,mode=OCTAL and ,group=NAME, each once")
            }
        }
    }
}

extension SocketAccess: CustomStringConvertible {
    /// What follows the path.
    package var description: String {
        var text = ""
        if let mode {
            let digits = String(mode, radix: 8)
            text += ",mode=" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        if let group { text += ",group=\(group)" }
        return text
    }
}

import PolicyModel
import StrictJSON

/// The text that policies are read from: a tree, and how its places are told to people.
struct PolicySource: Sendable {
    private enum Places: Sendable {
        case lines(JSONLineIndex)
        /// Of a policy inside a string, whose own lines nobody sees.
        case fixed(SourcePosition)
    }

    let tree: JSONTree
    private let places: Places

    /// A text that people see.
    init(_ tree: JSONTree) {
        self.tree = tree
        self.places = .lines(JSONLineIndex(tree))
    }

    /// A text out of a string at `position` in a text that people see.
    init(_ tree: JSONTree, encodedAt position: SourcePosition) {
        self.tree = tree
        self.places = .fixed(position)
    }

    func position(of node: JSONTree.Node) -> SourcePosition {
        switch places {
        case .lines(let index):
            let place = index.position(ofByte: tree.offset(node))
            return SourcePosition(line: place.line, column: place.column)
        case .fixed(let position): return position
        }
    }
}

extension [UInt8] {
    /// The bytes behind percent-encoding; `nil` if a `%` lacks its two hexadecimal digits.
    ///
    /// AWS returns policy documents encoded as RFC 3986 says. In it a `+` is a plus sign.
    package func percentDecoded() -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(count)
        var index = 0
        while index < count {
            if self[index] == UInt8(ascii: "%") {
                guard index + 2 < count, let byte = UInt8(hexadecimal: self[index + 1...index + 2])
                else { return nil }
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(self[index])
                index += 1
            }
        }
        return decoded
    }
}

extension UInt8 {
    fileprivate init?(hexadecimal digits: ArraySlice<UInt8>) {
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        self.init(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

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

import PolicyModel

/// A map from names to values of which a changed copy costs little: it shares everything with the
/// map it was made from but the few nodes on the way to the change.
///
/// A dictionary of a hundred thousand roles takes milliseconds to copy, this takes microseconds.
/// It is a trie over the names' hashes: five bits lead from a branch to one of 32 nodes, until few
/// enough entries are left for a leaf. Names are equal where strings are.
package struct PersistentMap<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var hash: UInt
        var name: String
        var value: Value
    }

    /// INVARIANT (fanout): a branch has 32 nodes.
    private final class Node: Sendable {
        enum Content: Sendable {
            case leaf([Entry])
            case branch([Node])
        }

        let content: Content

        init(_ content: Content) { self.content = content }
    }

    // LIMIT: a leaf is searched from its start, and copied to change one entry.
    private static var leafCountMax: Int { 16 }

    // LIMIT: the levels that 64 bits of a hash can tell apart; names of equal hash share a leaf.
    private static var depthMax: Int { 12 }

    private var root: Node

    /// The number of names.
    package private(set) var count: Int

    /// Creates a map. Of two values of the same name the last one stays.
    ///
    /// - Complexity: O(n log n).
    package init(_ values: [(name: String, value: Value)] = []) {
        var last: [String: Int] = [:]
        last.reserveCapacity(values.count)
        for (index, value) in values.enumerated() { last[value.name] = index }
        let entries = last.map { name, index in
            Entry(hash: Self.hash(name), name: values[index].name, value: values[index].value)
        }
        count = entries.count
        root = Self.node(entries, depth: 0)
    }

    /// Whether there is no name.
    package var isEmpty: Bool { count == 0 }

    /// The value of a name.
    ///
    /// - Complexity: O(log n) to read, and to write, which leaves copies as they are.
    package subscript(_ name: String) -> Value? {
        get {
            let hash = Self.hash(name)
            var node = root
            var depth = 0
            while case .branch(let nodes) = node.content {
                node = nodes[Self.slot(hash, depth)]
                depth += 1
            }
            guard case .leaf(let entries) = node.content else { return nil }
            return entries.first { $0.hash == hash && $0.name == name }?.value
        }
        set {
            let hash = Self.hash(name)
            let entry = newValue.map { Entry(hash: hash, name: name, value: $0) }
            let isKnown = self[name] != nil
            if entry == nil && !isKnown { return }
            root = Self.replacing(name, hash, entry, in: root, depth: 0)
            count += (entry == nil ? 0 : 1) - (isKnown ? 1 : 0)
        }
    }

    /// The names, in no particular order.
    package var keys: [String] { entries.map(\.name) }

    /// The values, in the same order.
    package var values: [Value] { entries.map(\.value) }

    private var entries: [Entry] {
        var found: [Entry] = []
        found.reserveCapacity(count)
        var pending = [root]
        while let node = pending.popLast() {
            switch node.content {
            case .leaf(let entries): found += entries
            case .branch(let nodes): pending += nodes
            }
        }
        return found
    }

    private static func hash(_ name: String) -> UInt { UInt(bitPattern: name.hashValue) }

    private static func slot(_ hash: UInt, _ depth: Int) -> Int {
        Int(hash >> UInt(depth * 5) & 31)
    }

    private static func node(_ entries: [Entry], depth: Int) -> Node {
        guard entries.count > leafCountMax, depth < depthMax else {
            return Node(.leaf(entries.fitting))
        }
        var slots = [[Entry]](repeating: [], count: 32)
        for entry in entries { slots[slot(entry.hash, depth)].append(entry) }
        return Node(.branch(slots.map { node($0, depth: depth + 1) }))
    }

    private static func replacing(
        _ name: String, _ hash: UInt, _ entry: Entry?, in node: Node, depth: Int
    ) -> Node {
        switch node.content {
        case .branch(var nodes):
            let slot = slot(hash, depth)
            nodes[slot] = replacing(name, hash, entry, in: nodes[slot], depth: depth + 1)
            return Node(.branch(nodes))
        case .leaf(var entries):
            entries.removeAll { $0.hash == hash && $0.name == name }
            if let entry { entries.append(entry) }
            return Self.node(entries, depth: depth)
        }
    }
}

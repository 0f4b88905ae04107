/// The connections of one event loop, each at an index that stays its own as long as it lives.
struct ConnectionSlab {
    private var slots: [Connection?] = []
    private var free: [Int] = []

    /// How many connections there are.
    var count: Int { self.slots.count - self.free.count }

    /// All indices ever used; at some of them there may be nothing now.
    var indices: Range<Int> { self.slots.indices }

    /// The connection at this index; nil if there is none, or never was.
    subscript(index: Int) -> Connection? {
        self.slots.indices.contains(index) ? self.slots[index] : nil
    }

    /// Adds a connection and returns its index.
    mutating func insert(_ connection: Connection) -> Int {
        if let index = self.free.popLast() {
            self.slots[index] = connection
            return index
        }
        self.slots.append(connection)
        return self.slots.count - 1
    }

    /// Takes a connection out, which closes it.
    mutating func remove(at index: Int) {
        guard self.slots[index] != nil else { return }
        self.slots[index] = nil
        self.free.append(index)
    }
}

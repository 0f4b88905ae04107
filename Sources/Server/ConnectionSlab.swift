/// The connections of one event loop, each at an index that stays its own as long as it lives.
///
/// They lie in one run of memory and are used in place, so that reaching one counts no references.
///
/// INVARIANT (extent): `slots` has room for `capacity` connections; those at indices where `isUsed`
/// is true are initialized, and no others. `isUsed.count <= capacity`.
@safe
struct ConnectionSlab: ~Copyable {
    private var slots: UnsafeMutablePointer<Connection>
    private var capacity = 16
    private var isUsed: [Bool] = []
    private var free: [Int] = []

    init() {
        unsafe self.slots = .allocate(capacity: 16)
    }

    deinit {
        for index in self.isUsed.indices where self.isUsed[index] {
            // SAFETY: (extent)
            unsafe (self.slots + index).deinitialize(count: 1)
        }
        unsafe self.slots.deallocate()
    }

    /// How many connections there are.
    var count: Int { self.isUsed.count - self.free.count }

    /// All indices ever used; at some of them there may be nothing now.
    var indices: Range<Int> { self.isUsed.indices }

    /// Whether there is a connection at this index.
    func contains(_ index: Int) -> Bool {
        self.isUsed.indices.contains(index) && self.isUsed[index]
    }

    /// The connection at this index, to be used in place.
    ///
    /// - Precondition: There is one.
    subscript(index: Int) -> Connection {
        unsafeAddress {
            precondition(self.contains(index), "no connection at \(index)")
            // SAFETY: (extent)
            return unsafe UnsafePointer(self.slots + index)
        }
        unsafeMutableAddress {
            precondition(self.contains(index), "no connection at \(index)")
            // SAFETY: (extent) The access excludes every other use of the slab meanwhile.
            return unsafe self.slots + index
        }
    }

    /// Adds a connection and returns its index.
    mutating func insert(_ connection: consuming Connection) -> Int {
        let index = self.free.popLast() ?? self.isUsed.count
        if index == self.isUsed.count {
            self.isUsed.append(false)
            if index == self.capacity { self.grow() }
        }
        // SAFETY: (extent) the slot is within the capacity, and uninitialized.
        unsafe (self.slots + index).initialize(to: connection)
        self.isUsed[index] = true
        return index
    }

    /// Takes a connection out, which closes it.
    mutating func remove(at index: Int) {
        guard self.contains(index) else { return }
        self.isUsed[index] = false
        self.free.append(index)
        // SAFETY: (extent) it was initialized.
        unsafe (self.slots + index).deinitialize(count: 1)
    }

    /// Doubles the capacity. Called when all slots but the new one are in use.
    private mutating func grow() {
        let slots = UnsafeMutablePointer<Connection>.allocate(capacity: 2 * self.capacity)
        for index in self.isUsed.indices where self.isUsed[index] {
            // SAFETY: (extent) both have room, and the connection moves from one to the other.
            unsafe (slots + index).moveInitialize(from: self.slots + index, count: 1)
        }
        unsafe self.slots.deallocate()
        unsafe self.slots = slots
        self.capacity *= 2
    }
}

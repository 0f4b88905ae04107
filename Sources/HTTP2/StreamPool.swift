import HTTPMessage

/// The open streams of all connections of one event loop.
///
/// Streams come and go a million times a second, so they lie in one flat array and free slots are
/// taken again with their memory. It belongs to the loop rather than to a connection: the memory
/// then follows what is in flight, not how many clients are connected.
///
/// INVARIANT (extent): `slots` addresses exactly `count` initialized slots, of `capacity`.
/// INVARIANT (free): slots that no stream uses form a list, from `firstFree` on by `next`.
@safe
package final class StreamPool {
    /// LIMIT: streams open at a time in one loop, over all its connections. At microseconds a
    /// decision, more than a few hundred means clients who dawdle; further streams are refused,
    /// which tells the client that it may try again (RFC 9113 section 8.7).
    package static let slotCountMax = 16 * 1024

    /// LIMIT: bytes of bodies held for open streams, requests and responses together. A client
    /// may hold 256 bodies of 64 KiB; this is what four such clients can hold. Beyond it the
    /// answer is 503.
    package static let bufferedByteCountMax = 64 * 1024 * 1024

    /// LIMIT: streams of one loop that wait for news, over all its connections. Each is asked again
    /// with every change that is published; at microseconds each, this holds up the others by a
    /// millisecond or two.
    package static let waitingCountMax = 1024

    private var slots: UnsafeMutablePointer<StreamSlot>
    private var capacity: Int
    /// As wide as an index, so that comparing the two takes one instruction.
    private var count: UInt32 = 0
    private var firstFree: StreamIndex?
    private var freeCount = 0
    private(set) var bufferedByteCount = 0
    /// What has happened so far.
    package let counts = StreamCounts()
    /// How many streams are in the phase `waiting`.
    var waitingCount = 0
    /// Whether the loop falls behind, so that no connection may have more than its share of
    /// streams, ``HTTP2Limits/strainedStreamCountMax``.
    package var isStrained = false

    /// What libnghttp2 keeps about sessions and streams.
    let memory = SessionMemory()

    /// Room to put a response's header fields together.
    let head = ResponseHead()

    private let slotCountMax: Int
    private let bufferedByteCountMax: Int
    private let waitingCountMax: Int
    private let headerInterest: HeaderInterest

    /// Creates a pool without slots.
    ///
    /// - Parameters:
    ///   - headerInterest: The header fields that the loop's handler may ask for.
    ///   - slotCountMax: The limit of the same name, lower for tests.
    ///   - bufferedByteCountMax: The limit of the same name, lower for tests.
    ///   - waitingCountMax: The limit of the same name, lower for tests.
    package init(
        headerInterest: HeaderInterest = .all,
        slotCountMax: Int = StreamPool.slotCountMax,
        bufferedByteCountMax: Int = StreamPool.bufferedByteCountMax,
        waitingCountMax: Int = StreamPool.waitingCountMax
    ) {
        self.headerInterest = headerInterest
        self.slotCountMax = slotCountMax
        self.bufferedByteCountMax = bufferedByteCountMax
        self.waitingCountMax = waitingCountMax
        self.capacity = 64
        unsafe self.slots = .allocate(capacity: 64)
    }

    deinit {
        // SAFETY: (extent) covers all initialized slots, and nobody can use them any more.
        unsafe self.slots.deinitialize(count: Int(self.count))
        unsafe self.slots.deallocate()
    }

    /// How many streams are open.
    package var openCount: Int { Int(self.count) - self.freeCount }

    /// How many streams wait for the handler to have an answer.
    package var waitingStreamCount: Int { self.waitingCount }

    /// How many bytes of bodies are held.
    package var heldByteCount: Int { self.bufferedByteCount }

    /// Whether bodies fill their memory, so that no further one may be taken in.
    var isFull: Bool { self.bufferedByteCount >= self.bufferedByteCountMax }

    /// Whether another stream may wait.
    var hasRoomToWait: Bool { self.waitingCount < self.waitingCountMax }

    /// Takes a slot for a new stream; nil if the limit is reached.
    ///
    /// - Complexity: O(1) amortized.
    func take(id: Int32, openedAt: Duration) -> StreamIndex? {
        if let index = self.firstFree {
            self.firstFree = self[index].next
            self.freeCount -= 1
            self[index].reuse(id: id, openedAt: openedAt)
            return index
        }
        guard Int(self.count) < self.slotCountMax else { return nil }
        if Int(self.count) == self.capacity {
            self.grow()
        }
        // SAFETY: (extent) the slot after the last is within the capacity, and uninitialized.
        unsafe (self.slots + Int(self.count)).initialize(
            to: StreamSlot(openedAt: openedAt, headerInterest: self.headerInterest))
        let index = StreamIndex(value: Int32(bitPattern: self.count))
        self.count += 1
        self[index].id = id
        return index
    }

    /// Gives the slot of a closed stream back.
    func put(_ index: StreamIndex) {
        self.bufferedByteCount -= self[index].bufferedByteCount
        self[index].bufferedByteCount = 0
        self[index].removeMessages()
        self[index].next = self.firstFree
        self.firstFree = index
        self.freeCount += 1
    }

    /// Counts bytes of a body that a stream holds from now on.
    func countBuffered(_ byteCount: Int, for index: StreamIndex) {
        self[index].bufferedByteCount += byteCount
        self.bufferedByteCount += byteCount
    }

    /// One slot, to be looked at or changed in place.
    ///
    /// The accessors say where the slot is. Coroutines, which could say it more safely, take memory
    /// from the heap where they are not inlined.
    subscript(index: StreamIndex) -> StreamSlot {
        unsafeAddress {
            precondition(UInt32(bitPattern: index.value) < self.count)
            // SAFETY: (extent) the index is below `count`.
            return unsafe UnsafePointer(self.slots + Int(index.value))
        }
        unsafeMutableAddress {
            precondition(UInt32(bitPattern: index.value) < self.count)
            // SAFETY: (extent) the index is below `count`. The slot stays where it is during the
            // access: only `take` moves slots, and nothing that happens to a slot calls that.
            return unsafe self.slots + Int(index.value)
        }
    }

    private func grow() {
        let capacity = self.capacity * 2
        let slots = UnsafeMutablePointer<StreamSlot>.allocate(capacity: capacity)
        // SAFETY: (extent) moves all initialized slots into memory twice as large.
        unsafe slots.moveInitialize(from: self.slots, count: Int(self.count))
        unsafe self.slots.deallocate()
        unsafe self.slots = slots
        self.capacity = capacity
    }
}

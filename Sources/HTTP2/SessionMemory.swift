import CNghttp2

/// The memory that libnghttp2 takes for the sessions of one event loop.
///
/// For each request it takes and gives back about six blocks, always of the same few sizes. Blocks
/// that come back are kept in lists by size, from which they are taken again in a few
/// instructions. The last one given back is the first one taken, so it is still in the cache.
///
/// INVARIANT (lifetime): `lists` is made in `init` and freed in `deinit`, when libnghttp2 holds no
/// block any more.
@safe
package final class SessionMemory {
    /// LIMIT: blocks kept for later, so that a burst does not hold its memory for ever. A stream in
    /// flight takes six blocks, about 1 KiB together, so this is enough for 4,000 of them; even if
    /// all were of the largest size, it would be 25 MB.
    package static let keptCountMax = 24 * 1024

    private let lists: UnsafeMutablePointer<BlockLists>

    /// Creates a memory without blocks.
    ///
    /// - Parameter keptCountMax: The limit of the same name, lower for tests.
    package init(keptCountMax: Int = SessionMemory.keptCountMax) {
        unsafe self.lists = .allocate(capacity: 1)
        unsafe self.lists.initialize(to: BlockLists(keptCountMax: keptCountMax))
    }

    deinit {
        // SAFETY: (lifetime)
        unsafe self.lists.deinitialize(count: 1)
        unsafe self.lists.deallocate()
    }

    /// How many blocks wait to be taken again.
    var keptCount: Int { unsafe self.lists.pointee.keptCount }

    /// How many blocks libnghttp2 holds.
    var usedCount: Int { unsafe self.lists.pointee.usedCount }

    /// The functions through which libnghttp2 takes and gives back memory. They refer to this
    /// object without keeping it alive: whoever makes a session of them must.
    var functions: nghttp2_mem {
        // SAFETY: (lifetime) libnghttp2 passes the lists back as user data, and gives back no
        // address that it has not got from them; it takes null for "no memory".
        unsafe nghttp2_mem(
            mem_user_data: self.lists,
            malloc: { byteCount, lists in
                unsafe lists?.assumingMemoryBound(to: BlockLists.self).pointee.take(byteCount)
            },
            free: { block, lists in
                unsafe lists?.assumingMemoryBound(to: BlockLists.self).pointee.put(block)
            },
            calloc: { count, byteCount, lists in
                unsafe lists?.assumingMemoryBound(to: BlockLists.self).pointee
                    .takeZeroed(count, byteCount)
            },
            realloc: { block, byteCount, lists in
                unsafe lists?.assumingMemoryBound(to: BlockLists.self).pointee
                    .resize(block, byteCount)
            })
    }
}

import Glibc

/// Blocks of memory by size.
///
/// Before each block stands a word that says which list it belongs to.
///
/// INVARIANT (lists): the blocks in `free[n]` have room for `32 << n` bytes each, nobody uses them,
/// and the first word of each is the address of the next. Together they are `keptCount` blocks.
/// INVARIANT (prefix): `prefixByteCount` before every address that has been handed out stands the
/// number of its list, or `listCount` for a block that is too large for any.
@safe
struct BlockLists: ~Copyable {
    /// Blocks of 32, 64, 128, 256, 512 and 1,024 bytes. Only what a session has once is larger.
    private static let listCount = 6
    private static let smallestByteCountLog2 = 5

    /// As many bytes as keep a block's address aligned for every type.
    private static let prefixByteCount = 16

    private var free = unsafe InlineArray<6, UnsafeMutableRawPointer?>(repeating: nil)
    private let keptCountMax: Int
    private(set) var keptCount = 0
    /// Blocks taken from the system and not yet given back to it.
    private var blockCount = 0

    init(keptCountMax: Int) {
        self.keptCountMax = keptCountMax
    }

    /// How many blocks have been handed out and not given back.
    var usedCount: Int { self.blockCount - self.keptCount }

    deinit {
        precondition(self.usedCount == 0, "\(self.usedCount) blocks outlive their memory")
        for list in 0..<Self.listCount {
            var next = unsafe self.free[list]
            while let block = unsafe next {
                // SAFETY: (lists) the address of the next is read before the block is freed.
                unsafe next = block.load(as: UnsafeMutableRawPointer?.self)
                unsafe Glibc.free(block - Self.prefixByteCount)
            }
        }
    }

    /// The list for blocks of this size; `listCount` if they are too large for any.
    @inline(__always)
    private static func list(for byteCount: Int) -> Int {
        // Setting the low bits rounds up to the smallest size; nothing and nonsense become huge.
        let top = ((byteCount &- 1) | (self.byteCount(of: 0) - 1)).leadingZeroBitCount
        return min(Int.bitWidth - self.smallestByteCountLog2 - top, self.listCount)
    }

    private static func byteCount(of list: Int) -> Int { 1 << (list + self.smallestByteCountLog2) }

    @inline(__always)
    mutating func take(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        let list = Self.list(for: byteCount)
        guard list < Self.listCount, let block = unsafe self.free[list] else {
            return unsafe self.takeNew(byteCount, list)
        }
        // SAFETY: (lists) the first block leaves its list; its prefix is still right.
        unsafe self.free[list] = block.load(as: UnsafeMutableRawPointer?.self)
        self.keptCount -= 1
        return unsafe block
    }

    @inline(never)
    private mutating func takeNew(_ byteCount: Int, _ list: Int) -> UnsafeMutableRawPointer? {
        let room = list < Self.listCount ? Self.byteCount(of: list) : byteCount
        let (total, overflows) = room.addingReportingOverflow(Self.prefixByteCount)
        // SAFETY: (prefix) the new block has room for the prefix and what was asked for.
        guard byteCount >= 0, !overflows, let start = unsafe malloc(total) else { return nil }
        unsafe start.storeBytes(of: list, as: Int.self)
        self.blockCount += 1
        return unsafe start + Self.prefixByteCount
    }

    @inline(__always)
    mutating func put(_ block: UnsafeMutableRawPointer?) {
        guard let block = unsafe block else { return }
        // SAFETY: (prefix) what is given back has been handed out, and is used no more.
        let list = unsafe (block - Self.prefixByteCount).load(as: Int.self)
        guard list < Self.listCount, self.keptCount < self.keptCountMax else {
            self.blockCount -= 1
            unsafe Glibc.free(block - Self.prefixByteCount)
            return
        }
        // SAFETY: (lists) every block has room for an address.
        unsafe block.storeBytes(of: self.free[list], as: UnsafeMutableRawPointer?.self)
        unsafe self.free[list] = block
        self.keptCount += 1
    }

    mutating func takeZeroed(_ count: Int, _ byteCount: Int) -> UnsafeMutableRawPointer? {
        let (total, overflows) = count.multipliedReportingOverflow(by: byteCount)
        guard !overflows, let block = unsafe self.take(total) else { return nil }
        // SAFETY: the block has room for `total` bytes.
        unsafe memset(block, 0, total)
        return unsafe block
    }

    mutating func resize(
        _ block: UnsafeMutableRawPointer?, _ byteCount: Int
    ) -> UnsafeMutableRawPointer? {
        guard let block = unsafe block else { return unsafe self.take(byteCount) }
        // SAFETY: (prefix)
        let start = unsafe block - Self.prefixByteCount
        let list = unsafe start.load(as: Int.self)
        guard list < Self.listCount else { return unsafe Self.resizeLarge(start, byteCount) }
        if byteCount <= Self.byteCount(of: list) { return unsafe block }
        guard let larger = unsafe self.take(byteCount) else { return nil }
        // SAFETY: the larger block has room for all that the smaller one could hold.
        unsafe memcpy(larger, block, Self.byteCount(of: list))
        unsafe self.put(block)
        return unsafe larger
    }

    /// Resizes a block that belongs to no list; it stays such a block, even if it becomes small.
    private static func resizeLarge(
        _ start: UnsafeMutableRawPointer, _ byteCount: Int
    ) -> UnsafeMutableRawPointer? {
        let (total, overflows) = byteCount.addingReportingOverflow(Self.prefixByteCount)
        // SAFETY: (prefix) the prefix moves with the rest.
        guard byteCount >= 0, !overflows, let moved = unsafe realloc(start, total) else {
            return nil
        }
        return unsafe moved + Self.prefixByteCount
    }
}

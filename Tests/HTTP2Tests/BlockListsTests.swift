import Foundation
import Testing

@testable import HTTP2

/// Checks the memory that libnghttp2 is given.
@Suite("Session memory")
struct BlockListsTests {
    /// Sizes on both sides of every border between lists.
    static let sizes = [0, 1, 31, 32, 33, 64, 65, 512, 513, 1023, 1024, 1025, 5000]

    /// The bytes of a block.
    private func bytes(_ block: UnsafeMutableRawPointer?, _ count: Int) -> [UInt8] {
        unsafe Array(UnsafeMutableRawBufferPointer(start: block, count: count))
    }

    @Test("a block has room for what was asked for, and is aligned", arguments: sizes)
    func room(_ size: Int) throws {
        var lists = BlockLists(keptCountMax: 8)
        for _ in 0..<3 {
            let block = try unsafe #require(lists.take(size))
            #expect(Int(bitPattern: block) % 16 == 0)
            unsafe memset(block, 7, size)
            #expect(lists.usedCount == 1)
            unsafe lists.put(block)
            #expect(lists.usedCount == 0)
            #expect(lists.keptCount == (1...1024 ~= size ? 1 : 0))
        }
    }

    @Test("a block that comes back is the next to be taken, if the size fits")
    func reuse() {
        var lists = BlockLists(keptCountMax: 8)
        let first = unsafe lists.take(100)
        unsafe lists.put(first)
        let other = unsafe lists.take(129)
        let second = unsafe lists.take(65)
        unsafe #expect(other != first)
        unsafe #expect(second == first)
        unsafe lists.put(other)
        unsafe lists.put(second)
        unsafe lists.put(nil)
        #expect(lists.keptCount == 2)
    }

    @Test("no more blocks are kept than the limit")
    func limit() {
        var lists = BlockLists(keptCountMax: 2)
        let one = unsafe lists.take(32)
        let two = unsafe lists.take(32)
        let three = unsafe lists.take(500)
        unsafe lists.put(one)
        unsafe lists.put(two)
        #expect(lists.keptCount == 2)
        unsafe lists.put(three)
        #expect(lists.keptCount == 2)
        #expect(lists.usedCount == 0)
    }

    @Test("impossible sizes are refused")
    func impossible() {
        var lists = BlockLists(keptCountMax: 2)
        unsafe #expect(lists.take(-1) == nil)
        unsafe #expect(lists.take(.max) == nil)
        unsafe #expect(lists.takeZeroed(.max, 2) == nil)
        let block = unsafe lists.take(2000)
        unsafe #expect(lists.resize(block, .max) == nil)
        unsafe lists.put(block)
        #expect(lists.usedCount == 0)
    }

    @Test("zeroed blocks are, even if they were used before")
    func zeroed() {
        var lists = BlockLists(keptCountMax: 2)
        let used = unsafe lists.take(64)
        unsafe memset(used!, 1, 64)
        unsafe lists.put(used)
        let block = unsafe lists.takeZeroed(8, 8)
        unsafe #expect(block == used)
        unsafe #expect(self.bytes(block, 64) == Array(repeating: 0, count: 64))
        unsafe lists.put(block)
    }

    @Test("a resized block keeps its bytes", arguments: sizes)
    func resize(_ size: Int) throws {
        var lists = BlockLists(keptCountMax: 8)
        var block = unsafe lists.resize(nil, 48)
        let text = Array(UInt8(0)..<48)
        unsafe memcpy(block!, text, 48)
        for larger in [max(size, 48), 6000, 7000] {
            unsafe block = lists.resize(block, larger)
            unsafe #expect(self.bytes(block, 48) == text)
        }
        unsafe block = lists.resize(block, max(size, 1))
        unsafe #expect(self.bytes(block, min(size, 48)) == Array(text.prefix(size)))
        unsafe lists.put(block)
        #expect(lists.usedCount == 0)
    }

    @Test("sessions of one loop use each other's memory, and give all of it back")
    func sessions() throws {
        let pool = StreamPool()
        var keptCount = 0
        for round in 0..<3 {
            do {
                let client = try RawClient(pool: pool)
                try client.connect()
                for index in 0..<20 {
                    try client.send(.headers(Int32(index * 2 + 1), RawClient.fields()))
                }
                #expect(pool.memory.usedCount > 0, "round \(round)")
            }
            #expect(pool.memory.usedCount == 0, "round \(round)")
            #expect(round == 0 || pool.memory.keptCount == keptCount, "round \(round)")
            keptCount = pool.memory.keptCount
        }
    }
}

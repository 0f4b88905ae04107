import CScan

/// A hash table from 64-bit hashes to 32-bit values, for candidates that are verified afterwards.
///
/// A bucket is one cache line: twelve tags of one byte, a mark whether a later bucket holds more,
/// and twelve values. So a search reads one line, and all tags are compared at once.
///
///     word 0        tags 0 to 7
///     word 1        tags 8 to 11 in the low half, the mark in the high half
///     words 2 to 7  values, two a word
///
/// INVARIANT (extent): there are `bucketCount` buckets of eight words, at least one of them without
/// the mark, so that every search ends.
@frozen
public struct BucketTable: ~Copyable, Sendable {
    @usableFromInline let words: FlatArray<UInt64>
    @usableFromInline let bucketCount: UInt64

    // LIMIT: a cache line of 64 bytes holds no more tags with values of 32 bits.
    private static let slotCount = 12

    // LIMIT: with seven of twelve taken on average, one bucket in forty sends a search to the next.
    private static let slotsTakenOnAverage = 7

    /// Creates a table in which `hashes[n]` leads to `values[n]`. Equal hashes lead to several.
    public init(_ hashes: [UInt64], values: [UInt32]) {
        precondition(hashes.count == values.count && hashes.count < 1 << 31, "unequal or too many")
        let count = hashes.count / Self.slotsTakenOnAverage + 1
        bucketCount = UInt64(count)
        if hashes.isEmpty {
            words = FlatArray(zeroCount: 8)
            return
        }
        var words = [UInt64](repeating: 0, count: count * 8)
        var taken = [UInt8](repeating: 0, count: count)
        for (hash, value) in zip(hashes, values) {
            var bucket = Int(Self.bucket(hash, of: bucketCount))
            while taken[bucket] == Self.slotCount {
                words[bucket * 8 + 1] |= 1 << 32
                bucket = bucket + 1 == count ? 0 : bucket + 1
            }
            let slot = Int(taken[bucket])
            taken[bucket] += 1
            words[bucket * 8 + slot / 8] |= UInt64(Self.tag(hash)) << UInt64(slot % 8 * 8)
            words[bucket * 8 + 2 + slot / 2] |= UInt64(value) << UInt64(slot % 2 * 32)
        }
        self.words = FlatArray(words)
    }

    @inlinable
    @inline(__always)
    static func bucket(_ hash: UInt64, of count: UInt64) -> UInt64 {
        ((hash & 0xFFFF_FFFF) &* count) &>> 32
    }

    /// The top byte of a hash; never zero, which is the tag of an empty slot.
    @inlinable
    @inline(__always)
    static func tag(_ hash: UInt64) -> UInt8 {
        let tag = UInt8(truncatingIfNeeded: hash &>> 56)
        return tag == 0 ? 1 : tag
    }

    /// A search under way.
    @frozen
    public struct Search: BitwiseCopyable, Sendable {
        /// The bucket's first word.
        @usableFromInline var first: Int
        /// Slots whose tag fits: bit n for slot n.
        @usableFromInline var hits: UInt16
        @usableFromInline var hasMore: Bool
        @usableFromInline let tag: UInt8

        @inlinable
        @inline(__always)
        init(first: Int, tag: UInt8) {
            self.first = first
            self.tag = tag
            hits = 0
            hasMore = false
        }
    }

    /// Starts a search: reads the bucket, which takes its time when it is in no cache. Searches that
    /// are started one after another wait together.
    @inlinable
    @inline(__always)
    public func search(_ hash: UInt64) -> Search {
        let bucket = BucketTable.bucket(hash, of: bucketCount)
        var search = Search(
            first: Int(truncatingIfNeeded: bucket) &* 8, tag: BucketTable.tag(hash))
        read(&search)
        return search
    }

    @inlinable
    @inline(__always)
    func read(_ search: inout Search) {
        let second = words[search.first &+ 1]
        // The mark, which is no tag, lies behind the twelve.
        search.hits = cscan_equal(words[search.first], second, search.tag) & 0xFFF
        search.hasMore = second &>> 32 != 0
    }

    /// The next value whose hash may be the one searched for, or `nil` when there is none left.
    @inlinable
    @inline(__always)
    public func next(_ search: inout Search) -> Int? {
        while search.hits == 0 {
            if !search.hasMore { return nil }
            search.first &+= 8
            if search.first == words.count { search.first = 0 }
            read(&search)
        }
        let slot = search.hits.trailingZeroBitCount
        search.hits &= search.hits &- 1
        let pair = words[search.first &+ 2 &+ slot &>> 1]
        return Int(
            truncatingIfNeeded: pair &>> UInt64(truncatingIfNeeded: (slot & 1) &<< 5) & 0xFFFF_FFFF)
    }
}

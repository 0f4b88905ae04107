import CScan
import Glibc

/// An immutable array of plain values that owns its memory and is never reference counted.
///
/// The compiled form of a policy set is made of these. Reading an element costs a bounds check and
/// a load; passing the owner around as a borrowed value costs nothing, so that many threads can
/// read one snapshot without touching a shared counter.
///
/// INVARIANT (extent): `base` addresses exactly `count` initialized elements.
/// INVARIANT (lifetime): `init` allocates and initializes them, if there are any, `deinit` frees
/// them, nothing else does either; the type is noncopyable, so there is one owner. Only shared zeros
/// belong to nobody and are never freed.
@safe
@frozen
public struct FlatArray<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
    // SAFETY (Sendable): the memory is immutable after `init`, and the elements are Sendable.
    @usableFromInline let base: UnsafeMutablePointer<Element>

    /// The number of elements.
    public let count: Int

    /// Copies the elements into memory of their own.
    ///
    /// Inlined, or else compilers of policies would pay for a generic type with each small array.
    ///
    /// - Complexity: O(n), a block move.
    @inlinable
    public init(_ elements: [Element]) {
        count = elements.count
        // A small set of policies has many empty arrays, which are to take no memory.
        let nowhere = unsafe UnsafeMutablePointer<Element>(
            bitPattern: MemoryLayout<Element>.alignment)
        if elements.isEmpty, let nowhere = unsafe nowhere {
            // SAFETY: (extent) no element is ever looked for there.
            unsafe base = nowhere
        } else {
            unsafe base = FlatMemory.allocate(elements.count)
            unsafe elements.withUnsafeBufferPointer { source in
                guard let first = source.baseAddress else { return }
                // SAFETY: (extent) just allocated for as many elements.
                unsafe base.initialize(from: first, count: source.count)
            }
        }
    }

    /// Words that all are zero and take no memory: empty tables, of which small sets have many,
    /// share them.
    ///
    /// - Precondition: `zeroCount` is in `1...8`.
    init(zeroCount: Int) where Element == UInt64 {
        precondition((1...FlatMemory.zeroWordCount).contains(zeroCount), "\(zeroCount) zeros")
        count = zeroCount
        unsafe base = FlatMemory.zeros.bindMemory(to: Element.self, capacity: zeroCount)
    }

    deinit {
        // SAFETY: (lifetime) the only deallocation; elements are bitwise-copyable and need none.
        if count > 0 { unsafe FlatMemory.free(UnsafeMutableRawPointer(base)) }
    }

    /// The element at `index`.
    ///
    /// - Precondition: `index` lies in `0..<count`.
    @inlinable
    public subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
            // SAFETY: (extent) the index was checked on the line above.
            return unsafe base[index]
        }
    }

    /// Lends all elements.
    @inlinable
    @inline(__always)
    public func withSpan<Result>(_ body: (Span<Element>) -> Result) -> Result {
        // SAFETY: (extent) and (lifetime); the span ends with the call.
        unsafe body(Span(_unsafeStart: base, count: count))
    }

    /// Whether bytes of the array's memory equal those of `other` from `start` on.
    ///
    /// It is fastest where eight bytes more lie behind the stretch, as in a request's text.
    ///
    /// - Parameters:
    ///   - offset: Where to begin, in bytes.
    ///   - length: The number of bytes to compare.
    /// - Precondition: `offset` and `length` are not negative, and at least eight more bytes of the
    ///   array follow, so that whole words can be loaded.
    /// - Returns: `false` if `other` is too short.
    /// - Complexity: O(length), eight bytes a step.
    @inlinable
    @inline(__always)
    public func equals(
        atByte offset: Int, count length: Int, _ other: Span<UInt8>, at start: Int
    ) -> Bool {
        guard start >= 0, length <= other.count &- start else { return false }
        precondition(
            offset >= 0 && length >= 0
                && offset &+ length &+ 8 <= count &* MemoryLayout<Element>.stride,
            "bytes outside the array")
        // SAFETY: (extent) eight bytes more than these lie in the array, as was just checked, and in
        // the other text if it is taken to.
        let left = unsafe UnsafeRawPointer(base) + offset
        return unsafe other.withUnsafeBytes { right in
            guard let right = right.baseAddress else { return length == 0 }
            return start &+ length &+ 8 <= other.count
                ? unsafe FlatMemory.isEqual(left, right + start, length)
                : unsafe FlatMemory.isEqualAtEnd(left, right + start, length)
        }
    }
}

/// Memory for flat arrays.
@usableFromInline
enum FlatMemory {
    // LIMIT: the size of a huge page on all platforms we know. An array of at least one is aligned
    // to it and asks for huge pages, since a probe into a large table would else miss in the
    // translation buffer as well as in the caches.
    /// Bytes from which on an array asks for huge pages.
    static let hugePageByteCount = 2 << 20

    // LIMIT: below, all lies in few lines, and the allocator's own alignment wastes less.
    /// Bytes from which on an array begins at a cache line.
    static let alignedByteCount = 1_024

    private static let cacheLineByteCount = 64

    /// The number of ``zeros``.
    static let zeroWordCount = 8

    /// A cache line of words that are zero for ever, for whoever needs no more.
    // SAFETY: allocated and initialized once, and nobody writes to it: a `FlatArray` is immutable,
    // and a `FlatBuffer` takes memory of its own before it holds an element.
    nonisolated(unsafe) static let zeros: UnsafeMutableRawPointer = {
        let byteCount = zeroWordCount * MemoryLayout<UInt64>.stride
        let line = UnsafeMutableRawPointer.allocate(
            byteCount: byteCount, alignment: cacheLineByteCount)
        unsafe line.initializeMemory(as: UInt64.self, repeating: 0, count: zeroWordCount)
        return unsafe line
    }()

    /// Frees memory, unless it is shared.
    static func free(_ memory: UnsafeMutableRawPointer) {
        // SAFETY: the caller owns the memory, or it is the zeros, which stay.
        if unsafe memory != zeros { unsafe memory.deallocate() }
    }

    /// Allocates uninitialized memory for `count` elements.
    @inlinable
    static func allocate<Element>(_ count: Int) -> UnsafeMutablePointer<Element> {
        let memory = unsafe allocate(byteCount: max(count, 1) * MemoryLayout<Element>.stride)
        return unsafe memory.bindMemory(to: Element.self, capacity: max(count, 1))
    }

    @usableFromInline
    static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        if byteCount < alignedByteCount {
            return UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
        }
        let isHuge = byteCount >= hugePageByteCount
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: byteCount, alignment: isHuge ? hugePageByteCount : cacheLineByteCount)
        if isHuge {
            // SAFETY: the range is what was just allocated. It is advice: a kernel that can't
            // follow it costs speed and nothing else.
            _ = unsafe madvise(memory, byteCount, MADV_HUGEPAGE)
        }
        return unsafe memory
    }

    /// Whether two stretches hold the same bytes. A call of its own, so that those who search a
    /// table have the registers for themselves.
    ///
    /// The caller sees to it that eight bytes more than `length` can be read on both sides.
    @usableFromInline
    @inline(never)
    static func isEqual(
        _ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ length: Int
    ) -> Bool {
        if length >= 16 {
            // The last sixteen bytes overlap those before.
            let last = length &- 16
            var offset = 0
            while offset < last {
                // SAFETY: `offset + 16` is at most `length`.
                guard unsafe cscan_equal_words(left + offset, right + offset) else { return false }
                offset &+= 16
            }
            // SAFETY: as above.
            return unsafe cscan_equal_words(left + last, right + last)
        }
        // SAFETY: the caller has seen to it that the first word can be read, whatever the length.
        let one = unsafe left.loadUnaligned(as: UInt64.self)
        let two = unsafe right.loadUnaligned(as: UInt64.self)
        if length < 8 { return (one ^ two).lowest(length &* 8) == 0 }
        // SAFETY: the last word ends with the stretch, and overlaps the first.
        let last = length &- 8
        let three = unsafe left.loadUnaligned(fromByteOffset: last, as: UInt64.self)
        let four = unsafe right.loadUnaligned(fromByteOffset: last, as: UInt64.self)
        return (one ^ two) | (three ^ four) == 0
    }

    /// The same, byte by byte, if nothing may be read behind `length`.
    @usableFromInline
    @inline(never)
    static func isEqualAtEnd(
        _ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ length: Int
    ) -> Bool {
        for offset in 0..<length {
            // SAFETY: `offset` is below `length`.
            let one = unsafe left.load(fromByteOffset: offset, as: UInt8.self)
            let two = unsafe right.load(fromByteOffset: offset, as: UInt8.self)
            if one != two { return false }
        }
        return true
    }
}

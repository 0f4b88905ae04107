/// An immutable array of plain values that owns its memory and is never reference counted.
///
/// The compiled form of a policy set is made of these. Reading an element costs a bounds check and
/// a load; passing the owner around as a borrowed value costs nothing, so that many threads can
/// read one snapshot without touching a shared counter.
///
/// INVARIANT (extent): `base` addresses exactly `count` initialized elements.
/// INVARIANT (lifetime): `init` allocates and initializes them, if there are any, `deinit` frees
/// them, nothing else does either; the type is noncopyable, so there is one owner.
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
            unsafe base = UnsafeMutablePointer<Element>.allocate(capacity: max(count, 1))
            unsafe elements.withUnsafeBufferPointer { source in
                guard let first = source.baseAddress else { return }
                // SAFETY: (extent) the capacity allocated above is the number of elements, and
                // nobody else can hold that memory.
                unsafe base.initialize(from: first, count: source.count)
            }
        }
    }

    deinit {
        // SAFETY: (lifetime) the only deallocation; elements are bitwise-copyable and need none.
        if count > 0 { unsafe base.deallocate() }
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
}

/// A growing array of plain values that has one owner and is never shared.
///
/// It does what an array does, without asking at each change whether somebody else holds the
/// memory: the type is noncopyable, so nobody does. Emptying it keeps the memory.
///
/// INVARIANT (extent): `base` addresses `capacity` elements and ``padding`` bytes, of which the
/// first `count` elements are initialized; all bytes have been zero at first. A buffer without
/// capacity addresses zeros that it doesn't own.
@safe
@frozen
public struct FlatBuffer<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
    // SAFETY (Sendable): there is one owner, and the elements are Sendable.
    @usableFromInline var base: UnsafeMutablePointer<Element>
    @usableFromInline var capacity: Int

    /// The number of elements.
    @inlinable public var count: Int { length }
    @usableFromInline var length = 0

    /// How many bytes may be read behind the last element, so that text is looked at in whole blocks.
    @inlinable public static var padding: Int { 64 }

    /// Buffers have whole cache lines to themselves: two that threads fill side by side would
    /// otherwise slow each other down.
    private static var lineByteCount: Int { 64 }

    /// Creates an empty buffer.
    ///
    /// - Parameter capacity: How many elements it takes before it grows. With 0 it takes no memory.
    public init(capacity: Int = 16) {
        self.capacity = max(capacity, 0)
        unsafe base = Self.allocate(self.capacity)
    }

    deinit {
        // SAFETY: (extent) allocated by `allocate`; the elements need no deinitialization.
        unsafe FlatMemory.free(UnsafeMutableRawPointer(base))
    }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
        if capacity == 0 {
            return unsafe FlatMemory.zeros.bindMemory(to: Element.self, capacity: 0)
        }
        let bytes = capacity * MemoryLayout<Element>.stride + padding
        let rounded = (bytes + lineByteCount - 1) / lineByteCount * lineByteCount
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: rounded, alignment: lineByteCount)
        // SAFETY: (extent) as many bytes as were just allocated, which are bound to one type only.
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: rounded)
        return unsafe memory.bindMemory(to: Element.self, capacity: capacity)
    }

    /// Makes the memory larger.
    @usableFromInline
    mutating func grow(to wanted: Int) {
        let larger = max(wanted, capacity * 2, 1)
        let memory = unsafe Self.allocate(larger)
        // SAFETY: (extent) copies the initialized elements into memory with room for more.
        unsafe memory.update(from: base, count: count)
        unsafe FlatMemory.free(UnsafeMutableRawPointer(base))
        unsafe base = memory
        capacity = larger
    }

    /// Forgets all elements and keeps the memory.
    @inlinable public mutating func removeAll() { length = 0 }

    /// Forgets the elements from `index` on.
    @inlinable
    public mutating func truncate(to index: Int) {
        precondition(UInt(bitPattern: index) <= UInt(bitPattern: count), "no such length")
        length = index
    }

    /// Adds an element.
    @inlinable
    @inline(__always)
    public mutating func append(_ element: Element) {
        if count == capacity { return appendGrowing(element) }
        // SAFETY: (extent) `count` is below the capacity.
        unsafe base[count] = element
        length &+= 1
    }

    /// Adds an element where there is no room. A call at the end, so that those who add have no
    /// registers to save when there is.
    @inlinable
    @inline(never)
    mutating func appendGrowing(_ element: Element) {
        grow(to: count &+ 1)
        append(element)
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
        @inline(__always) _modify {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
            // SAFETY: (extent) the index was checked on the line above.
            yield unsafe &base[index]
        }
    }

    /// The elements.
    @inlinable
    public var span: Span<Element> {
        @_lifetime(borrow self)
        @inline(__always)
        get {
            // SAFETY: (extent) the span can't outlive the buffer, nor stand a change of it.
            unsafe _overrideLifetime(
                Span(_unsafeStart: UnsafePointer(base), count: count), borrowing: self)
        }
    }
}

extension FlatBuffer<UInt8> {
    /// The bytes, and ``padding`` more that mean nothing, so that whole words can be loaded anywhere,
    /// and whole blocks be looked at.
    @inlinable
    public var paddedSpan: Span<UInt8> {
        @_lifetime(borrow self)
        @inline(__always)
        get {
            // SAFETY: (extent) the padding is initialized; as for `span`.
            unsafe _overrideLifetime(
                Span(_unsafeStart: UnsafePointer(base), count: count &+ Self.padding),
                borrowing: self)
        }
    }

    /// Makes room for bytes at the end, which keep whatever was there.
    @inlinable
    @inline(__always)
    mutating func extend(by length: Int) -> TextRange {
        precondition(length >= 0, "a negative length")
        let start = count
        if start &+ length > capacity { grow(to: start &+ length) }
        self.length = start &+ length
        return TextRange(start: start, count: length)
    }

    /// Adds bytes, and says where they lie.
    @inlinable
    public mutating func append(copying bytes: Span<UInt8>) -> TextRange {
        let range = extend(by: bytes.count)
        // SAFETY: (extent) there is room for as many bytes as the span has. Nobody else holds the
        // memory, so that the two can't overlap.
        unsafe bytes.withUnsafeBytes { source in
            guard let source = source.baseAddress else { return }
            unsafe Self.copy(source, to: base + range.start, range.count)
        }
        return range
    }

    /// Adds a string's UTF-8, and says where it lies.
    public mutating func append(copying string: String) -> TextRange {
        var string = string
        // SAFETY: the span is used while the bytes are lent.
        return string.withUTF8 { unsafe append(copying: $0.span) }
    }

    /// Adds a static text of ASCII, and says where it lies.
    @inlinable
    public mutating func append(fixed word: StaticString) -> TextRange {
        // SAFETY: a static string of ASCII has a pointer to its bytes, which live for ever.
        append(copying: unsafe Span(_unsafeStart: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// Adds some of the buffer's own bytes once more.
    ///
    /// - Precondition: They lie in the buffer.
    @inlinable
    public mutating func append(again range: TextRange) -> TextRange {
        precondition(range.end <= count, "text range outside the buffer")
        let copy = extend(by: range.count)
        // SAFETY: (extent) both stretches lie in the memory, the copy behind the original.
        unsafe Self.copy(base + range.start, to: base + copy.start, range.count)
        return copy
    }

    /// Adds a text of a pool.
    ///
    /// - Precondition: It lies in the pool.
    @inlinable
    public mutating func append(_ range: TextRange, of pool: borrowing TextPool) -> TextRange {
        precondition(range.end <= pool.bytes.count, "text range outside the pool")
        let copy = extend(by: range.count)
        // SAFETY: (extent) the range lies in the pool, as just checked.
        unsafe Self.copy(pool.bytes.base + range.start, to: base + copy.start, range.count)
        return copy
    }

    /// Copies bytes; short texts, which most are, without a call.
    @inlinable
    @inline(__always)
    static func copy(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _ length: Int)
    {
        // SAFETY: the caller sees to `length` bytes on both sides; the pieces overlap in the middle
        // and cover all of them, and each lies within. Source and target are apart.
        if length > 16, length <= 64 {
            // Blocks from both ends, which meet in the middle.
            var offset = 0
            repeat {
                let first = unsafe source.loadUnaligned(
                    fromByteOffset: offset, as: SIMD2<UInt64>.self)
                let last = unsafe source.loadUnaligned(
                    fromByteOffset: length &- 16 &- offset, as: SIMD2<UInt64>.self)
                unsafe target.storeBytes(
                    of: first, toByteOffset: offset, as: SIMD2<UInt64>.self)
                unsafe target.storeBytes(
                    of: last, toByteOffset: length &- 16 &- offset, as: SIMD2<UInt64>.self)
                offset &+= 16
            } while offset &* 2 < length
        } else if length >= 8, length <= 16 {
            let first = unsafe source.loadUnaligned(as: UInt64.self)
            let last = unsafe source.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
            unsafe target.storeBytes(of: first, as: UInt64.self)
            unsafe target.storeBytes(of: last, toByteOffset: length &- 8, as: UInt64.self)
        } else if length >= 4, length < 8 {
            let first = unsafe source.loadUnaligned(as: UInt32.self)
            let last = unsafe source.loadUnaligned(fromByteOffset: length &- 4, as: UInt32.self)
            unsafe target.storeBytes(of: first, as: UInt32.self)
            unsafe target.storeBytes(of: last, toByteOffset: length &- 4, as: UInt32.self)
        } else {
            unsafe target.copyMemory(from: source, byteCount: length)
        }
    }
}

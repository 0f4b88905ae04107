/// Bytes of many literal texts in one piece of memory, compared with a request's bytes.
///
/// INVARIANT (padding): eight zero bytes follow the last text, so that a whole word can be loaded
/// at any offset of any text.
@frozen
public struct TextPool: ~Copyable, Sendable {
    @usableFromInline let bytes: FlatArray<UInt8>

    /// Takes over the bytes that a ``TextPoolBuilder`` has gathered.
    public init(_ builder: TextPoolBuilder) {
        self.bytes = FlatArray(builder.bytes + [UInt8](repeating: 0, count: 8))
    }

    /// Whether the text at `range` equals the bytes of `other` from `start` on.
    ///
    /// - Precondition: `range` lies in the pool.
    /// - Returns: `false` if `other` is too short.
    /// - Complexity: O(length).
    @inlinable
    public func equals(_ range: TextRange, _ other: Span<UInt8>, at start: Int) -> Bool {
        let length = range.count
        guard start >= 0, start &+ length <= other.count else { return false }
        precondition(range.start &+ length &+ 8 <= bytes.count, "text range outside the pool")
        var index = 0
        while index &+ 8 <= length {
            // SAFETY: (padding) the pool has eight bytes from any offset of a text on, and the
            // range was checked above.
            let left = unsafe UnsafeRawPointer(bytes.base + (range.start &+ index))
                .loadUnaligned(as: UInt64.self)
            if left != other.word(at: start &+ index, count: 8) { return false }
            index &+= 8
        }
        while index < length {
            if bytes[range.start &+ index] != other[start &+ index] { return false }
            index &+= 1
        }
        return true
    }

    /// The byte at an offset of the pool.
    @inlinable
    public subscript(offset: Int) -> UInt8 {
        @inline(__always) get { bytes[offset] }
    }

    /// The text at `range` as a string, for messages.
    public func string(_ range: TextRange) -> String {
        String(decoding: (range.start..<range.start + range.count).map { bytes[$0] }, as: UTF8.self)
    }
}

/// Where a text lies in a ``TextPool`` or in a request's bytes.
@frozen
public struct TextRange: Sendable, Hashable, BitwiseCopyable {
    /// Offset of the first byte, at most 4 GiB.
    @usableFromInline let start32: UInt32
    /// Number of bytes.
    @usableFromInline let count32: UInt32

    /// Offset of the first byte.
    @inlinable public var start: Int { Int(start32) }
    /// Number of bytes.
    @inlinable public var count: Int { Int(count32) }
    /// Offset behind the last byte.
    @inlinable public var end: Int { Int(start32) &+ Int(count32) }

    /// Creates a range.
    ///
    /// - Precondition: both fit into 32 bits.
    @inlinable
    public init(start: Int, count: Int) {
        self.start32 = UInt32(start)
        self.count32 = UInt32(count)
    }

    /// No text at all.
    public static let empty = TextRange(start: 0, count: 0)
}

/// Gathers texts for a ``TextPool``; equal texts are kept once.
public struct TextPoolBuilder {
    fileprivate var bytes: [UInt8] = []
    private var known: [[UInt8]: TextRange] = [:]

    /// Creates an empty builder.
    public init() {}

    /// Adds a text and says where it lies.
    public mutating func add(_ text: [UInt8]) -> TextRange {
        if text.isEmpty { return .empty }
        if let range = known[text] { return range }
        let range = TextRange(start: bytes.count, count: text.count)
        bytes += text
        known[text] = range
        return range
    }

    /// A text added before, as a string.
    public func string(_ range: TextRange) -> String {
        String(decoding: bytes[range.start..<range.end], as: UTF8.self)
    }
}

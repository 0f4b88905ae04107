/// Bytes of many literal texts in one piece of memory, compared with a request's bytes.
///
/// INVARIANT (padding): eight zero bytes follow the last text, so that a whole word can be loaded
/// at any offset of any text.
@frozen
public struct TextPool: ~Copyable, Sendable {
    @usableFromInline let bytes: FlatArray<UInt8>

    /// A pool without texts.
    init() { bytes = FlatArray([]) }

    /// Takes over the bytes that a ``TextPoolBuilder`` has gathered.
    public init(_ builder: TextPoolBuilder) {
        bytes = FlatArray(builder.bytes + [UInt8](repeating: 0, count: 8))
    }

    /// Whether the text at `range` equals the bytes of `other` from `start` on.
    ///
    /// - Precondition: `range` lies in the pool.
    /// - Returns: `false` if `other` is too short.
    /// - Complexity: O(length).
    @inlinable
    public func equals(_ range: TextRange, _ other: Span<UInt8>, at start: Int) -> Bool {
        bytes.equals(atByte: range.start, count: range.count, other, at: start)
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

    /// Creates a range of numbers that are known to fit.
    @inlinable
    @inline(__always)
    init(known start: Int, _ count: Int) {
        self.start32 = UInt32(truncatingIfNeeded: start)
        self.count32 = UInt32(truncatingIfNeeded: count)
    }

    /// The first `length` bytes, and the others.
    ///
    /// - Precondition: There are as many.
    @inlinable
    @inline(__always)
    public func split(at length: Int) -> (TextRange, TextRange) {
        precondition(length >= 0 && length <= count, "a range cut behind its end")
        return (
            TextRange(known: start, length), TextRange(known: start &+ length, count &- length)
        )
    }

    /// No text at all.
    @inlinable public static var empty: TextRange { TextRange(known: 0, 0) }
}

/// Gathers texts for a ``TextPool``; equal texts are kept once.
public struct TextPoolBuilder {
    fileprivate var bytes: [UInt8] = []
    private let hash: KeyedHash
    private var table = InternTable()
    private var ranges: [TextRange] = []

    /// Creates an empty builder.
    public init(hash: KeyedHash) { self.hash = hash }

    /// Whether no text was added, or none but the empty one.
    public var isEmpty: Bool { bytes.isEmpty }

    /// Adds a text and says where it lies.
    public mutating func add(_ text: [UInt8]) -> TextRange {
        add(text.span, TextRange(start: 0, count: text.count))
    }

    /// Adds a stretch of a text and says where it lies.
    public mutating func add(_ text: Span<UInt8>, _ range: TextRange) -> TextRange {
        if range.count == 0 { return .empty }
        let hashed = hash.hash(text, at: range.start, count: range.count)
        let known = table.find(hashed) { number in
            bytes.span.isEqual(ranges[number], text, range)
        }
        if let known { return ranges[known] }
        let added = TextRange(start: bytes.count, count: range.count)
        for index in range.start..<range.end { bytes.append(text[index]) }
        ranges.append(added)
        _ = table.insert(hashed)
        return added
    }

    /// A text added before, as a string.
    public func string(_ range: TextRange) -> String {
        String(decoding: bytes[range.start..<range.end], as: UTF8.self)
    }
}

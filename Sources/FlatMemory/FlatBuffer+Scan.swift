import CScan

/// Looking for bytes in a request's text, 64 at a time. The padding behind the text makes it
/// unnecessary to ask at every step how much is left.
extension FlatBuffer<UInt8> {
    /// The places in a stretch where one of two bytes stands.
    ///
    /// - Precondition: The stretch lies in the buffer.
    @inlinable
    @inline(__always)
    public func occurrences(
        of first: UInt8, or second: UInt8, in range: TextRange
    ) -> Occurrences {
        Occurrences(of: first, or: second, in: range, of: self)
    }

    /// The places in a stretch where a byte stands.
    @inlinable
    @inline(__always)
    public func occurrences(of byte: UInt8, in range: TextRange) -> Occurrences {
        occurrences(of: byte, or: byte, in: range)
    }

    /// Which of the next 64 bytes are one of two: bit n for the n-th of them.
    ///
    /// - Parameter length: How many of them matter, if less than 64.
    /// - Precondition: `offset` lies in the buffer.
    @inlinable
    @inline(__always)
    func marks(of first: UInt8, or second: UInt8, at offset: Int, count length: Int) -> UInt64 {
        precondition(
            UInt(bitPattern: offset) <= UInt(bitPattern: count), "text outside the buffer")
        // SAFETY: (extent) 64 bytes from any offset within the buffer on lie in it or its padding,
        // and are initialized.
        let marks = unsafe cscan_either(base + offset, first, second)
        return length >= Self.padding ? marks : marks.lowest(length)
    }

    /// Splits an ARN at its first five colons: `arn:partition:service:region:account:resource`.
    ///
    /// - Parameters:
    ///   - range: Where the ARN lies.
    ///   - parts: Receives the six parts, and means nothing with fewer colons.
    /// - Returns: Whether there are six parts.
    /// - Complexity: O(range), 64 bytes a step.
    public func splitARN(_ range: TextRange, into parts: inout ARNParts) -> Bool {
        let colon = UInt8(ascii: ":")
        var colons = occurrences(of: colon, in: range)
        return splitARN(range, into: &parts, at: &colons)
    }

    /// The same, at the first five colons among some marks, which then go on behind them.
    ///
    /// - Parameter marks: The places of colons, and of some other byte, from the ARN's start on.
    @inlinable
    @inline(__always)
    public func splitARN(
        _ range: TextRange, into parts: inout ARNParts, at marks: inout Occurrences
    ) -> Bool {
        precondition(range.end <= count && count < UInt32.max, "text outside the buffer")
        parts = ARNParts(range)
        var part = 0
        while let mark = marks.next(in: self) {
            if self[mark] != UInt8(ascii: ":") { continue }
            part &+= 1
            parts.begin(part, at: mark &+ 1)
            if part == 5 { return true }
        }
        return false
    }

    /// Eight bytes as a word, the first byte lowest. Those behind the end mean nothing.
    ///
    /// - Precondition: `offset` lies in the buffer.
    @inlinable
    @inline(__always)
    public func word(at offset: Int) -> UInt64 {
        precondition(
            UInt(bitPattern: offset) <= UInt(bitPattern: count), "text outside the buffer")
        // SAFETY: (extent) eight bytes from any offset within the buffer on lie in it or its
        // padding, and are initialized.
        return unsafe UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// Up to eight bytes as a word, the first byte lowest, missing bytes zero.
    ///
    /// - Precondition: `offset` lies in the buffer.
    @inlinable
    @inline(__always)
    public func word(at offset: Int, count length: Int) -> UInt64 {
        length >= 8 ? word(at: offset) : word(at: offset).lowest(length &* 8)
    }

    /// Up to fifteen bytes as two words, missing bytes zero.
    ///
    /// - Precondition: `offset` lies in the buffer.
    @inlinable
    @inline(__always)
    func words(at offset: Int, count length: Int) -> (low: UInt64, high: UInt64) {
        precondition(
            UInt(bitPattern: offset) <= UInt(bitPattern: count)
                && UInt(bitPattern: length) < 16, "text outside the buffer")
        // SAFETY: (extent) as for `word`, and no more than sixteen bytes are asked for.
        let words = unsafe cscan_first(base + offset, UInt64(truncatingIfNeeded: length))
        return (words.low, words.high)
    }

    /// The hash of a stretch, as ``KeyedHash/hash(_:at:count:)`` has it.
    ///
    /// - Precondition: The stretch lies in the buffer.
    /// - Complexity: O(range).
    @inlinable
    @inline(__always)
    public func hash(_ range: TextRange, by hash: KeyedHash) -> UInt64 {
        var prefix = PrefixHash(hash, start: range.start)
        return prefix.hash(self, count: range.count)
    }

    /// Whether two stretches hold the same bytes.
    ///
    /// - Precondition: They lie in the buffer.
    /// - Complexity: O(length), sixteen bytes a step.
    @inlinable
    public func isEqual(_ left: TextRange, _ right: TextRange) -> Bool {
        precondition(left.end <= count && right.end <= count, "text outside the buffer")
        guard left.count == right.count else { return false }
        // SAFETY: (extent) the padding is behind both.
        return unsafe FlatMemory.isEqual(base + left.start, base + right.start, left.count)
    }

    /// Puts A–Z in lower case, 32 bytes a step, which most names fit into.
    ///
    /// - Precondition: The stretch lies in the buffer.
    @inlinable
    @inline(__always)
    public mutating func lowercase(_ range: TextRange) {
        precondition(range.end <= count, "text range outside the buffer")
        var offset = range.start
        while offset < range.end {
            let length = UInt8(truncatingIfNeeded: Swift.min(32, range.end &- offset))
            // SAFETY: (extent) the 32 bytes begin in the stretch, and the padding is behind it.
            unsafe cscan_lower_case(base + offset, length)
            offset &+= 32
        }
    }

    /// Whether a stretch holds neither A–Z nor anything beyond ASCII.
    ///
    /// - Precondition: The stretch lies in the buffer.
    /// - Complexity: O(range), 32 bytes a step.
    @inlinable
    @inline(__always)
    public func isLowerCase(_ range: TextRange) -> Bool {
        precondition(range.end <= count, "text outside the buffer")
        var offset = range.start
        while offset < range.end {
            // SAFETY: (extent) as above.
            let marks = UInt64(unsafe cscan_unlike_lower_case(base + offset))
            if marks.lowest(Swift.min(32, range.end &- offset)) != 0 { return false }
            offset &+= 32
        }
        return true
    }

    /// Whether a stretch holds nothing beyond ASCII.
    ///
    /// - Complexity: O(range), eight bytes a step.
    public func isASCII(_ range: TextRange) -> Bool {
        var beyond: UInt64 = 0
        for offset in stride(from: range.start, to: range.end, by: 8) {
            beyond |= word(at: offset, count: range.end - offset)
        }
        return beyond & 0x8080_8080_8080_8080 == 0
    }
}

/// The places in a stretch of a text where one of two bytes stands, in order.
///
///     var colons = text.occurrences(of: UInt8(ascii: ":"), in: range)
///     while let place = colons.next(in: text) { … }
@frozen
public struct Occurrences: BitwiseCopyable {
    @usableFromInline let first: UInt8
    @usableFromInline let second: UInt8
    /// Where the 64 bytes at hand begin, and the stretch ends.
    @usableFromInline var block: Int
    @usableFromInline let end: Int
    /// Those of the bytes at hand that are still to come.
    @usableFromInline var marks: UInt64

    /// A search that finds nothing.
    public init() {
        (first, second, block, end, marks) = (0, 0, 0, 0, 0)
    }

    @inlinable
    @inline(__always)
    init(
        of first: UInt8, or second: UInt8, in range: TextRange,
        of text: borrowing FlatBuffer<UInt8>
    ) {
        self.first = first
        self.second = second
        block = range.start
        end = range.end
        marks = text.marks(of: first, or: second, at: block, count: range.count)
    }

    /// The next one.
    ///
    /// - Parameter text: The same as before.
    @inlinable
    @inline(__always)
    public mutating func next(in text: borrowing FlatBuffer<UInt8>) -> Int? {
        while marks == 0 {
            block &+= FlatBuffer<UInt8>.padding
            if block >= end { return nil }
            marks = text.marks(of: first, or: second, at: block, count: end &- block)
        }
        let place = block &+ marks.trailingZeroBitCount
        marks &= marks &- 1
        return place
    }
}

extension UInt64 {
    /// The lowest bits alone.
    ///
    /// - Parameter count: Below 64.
    @inlinable
    @inline(__always)
    func lowest(_ count: Int) -> UInt64 {
        self & ~(UInt64.max &<< UInt64(truncatingIfNeeded: count))
    }
}

/// Where the six parts of an ARN lie; the sixth keeps all further colons.
@frozen
public struct ARNParts: BitwiseCopyable, Sendable {
    /// Where each part begins, behind the colon, and where a seventh would.
    @usableFromInline var starts: InlineArray<7, UInt32>

    /// No parts.
    public init() { starts = InlineArray(repeating: 1) }

    @inlinable
    @inline(__always)
    init(_ range: TextRange) {
        starts = InlineArray(repeating: UInt32(truncatingIfNeeded: range.end &+ 1))
        starts[0] = range.start32
    }

    @inlinable
    @inline(__always)
    mutating func begin(_ part: Int, at offset: Int) {
        starts[part] = UInt32(truncatingIfNeeded: offset)
    }

    /// One of the parts, from 0 to 5.
    @inlinable
    public subscript(part: Int) -> TextRange {
        @inline(__always) get {
            let start = Int(starts[part])
            return TextRange(known: start, Int(starts[part + 1]) &- 1 &- start)
        }
    }
}

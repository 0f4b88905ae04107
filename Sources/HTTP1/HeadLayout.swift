/// Whether the texts that libmicrohttpd makes out in a head fill the whole of it, in order.
///
/// It reads texts up to a zero byte, without a trace of what follows, and adds a line that begins
/// with white space to the *name* of the field before. Others read that differently, and where
/// readers differ requests can be smuggled. Both leave gaps, for all texts point into the bytes
/// as they were received, and line ends have become zero bytes.
///
/// Addresses are compared here, and never followed.
struct HeadLayout {
    /// Where the last text ended.
    private var end: UInt
    private var start: UInt

    /// Whether there has been no gap, so far.
    private(set) var isSeamless = true

    /// The target has come, which is the first text to be known.
    init(targetAt address: UInt, count: Int) {
        self.start = address
        self.end = address &+ UInt(count)
    }

    /// The method, which lies before the target.
    mutating func setMethod(at address: UInt, count: Int) {
        if !Self.space.contains(self.start &- address &- UInt(count)) { self.isSeamless = false }
        self.start = address
    }

    /// The next text, with so many bytes between it and the last one.
    mutating func add(at address: UInt, count: Int, gap: ClosedRange<UInt>) {
        if !gap.contains(address &- self.end) { self.isSeamless = false }
        self.end = address &+ UInt(count)
    }

    /// The head ends with an empty line, so many bytes after its start.
    mutating func finish(byteCount: Int) {
        if self.start &+ UInt(byteCount) &- self.end != 2 * Self.lineEnd.lowerBound {
            self.isSeamless = false
        }
    }

    /// The bytes between two parts of the first line.
    static let space: ClosedRange<UInt> = 1...1

    /// The bytes between two lines: a line feed alone is not enough.
    static let lineEnd: ClosedRange<UInt> = 2...2

    /// LIMIT: the colon, and white space before a value. One space is usual.
    static let colon: ClosedRange<UInt> = 1...64
}

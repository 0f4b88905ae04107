/// Names that lead to the numbers 0, 1, 2, …, found by hash and compared literally.
@frozen
public struct NameTable: ~Copyable, Sendable {
    @usableFromInline let texts: TextPool
    @usableFromInline let ranges: FlatArray<TextRange>
    @usableFromInline let table: ProbeTable

    /// Creates a table in which `names[n]` leads to `n`.
    ///
    /// - Parameter hash: The hash function that ``find(_:in:_:)`` will be given values of.
    public init(_ names: [[UInt8]], hash: KeyedHash) {
        if names.isEmpty {
            texts = TextPool()
            ranges = FlatArray([])
            table = ProbeTable([])
            return
        }
        var texts = TextPoolBuilder(hash: hash)
        ranges = FlatArray(names.map { texts.add($0) })
        table = ProbeTable(names.map { hash.hash($0) })
        self.texts = TextPool(texts)
    }

    /// The number of the name that stands in `range` of a text.
    ///
    /// - Parameter hash: The hash of those bytes.
    /// - Returns: `nil` if it is none of the names.
    /// - Complexity: O(length of the name) in expectation.
    @inlinable
    @inline(__always)
    public func find(_ hash: UInt64, in text: Span<UInt8>, _ range: TextRange) -> Int? {
        var search = table.search(hash)
        while let number = table.next(&search) {
            let name = ranges[number]
            if name.count == range.count, texts.equals(name, text, at: range.start) {
                return number
            }
        }
        return nil
    }
}

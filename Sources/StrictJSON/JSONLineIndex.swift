/// Where the lines of a text start, for a reader that wants the positions of many values.
///
/// ``JSONTree/position(ofByte:)`` counts from the start each time, which is right for the one
/// error of a small text and quadratic for every statement of a large one.
package struct JSONLineIndex: Sendable {
    private var starts: [Int] = [0]

    /// Finds the lines of a tree's text.
    ///
    /// - Complexity: O(*n*) in the length of the text.
    package init(_ tree: JSONTree) {
        for (offset, byte) in tree.bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(offset + 1)
        }
    }

    /// The line and the column of a byte, both from 1, the column counted in bytes.
    ///
    /// - Complexity: O(log *lines*).
    package func position(ofByte offset: Int) -> (line: Int, column: Int) {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return (low + 1, offset - starts[low] + 1)
    }
}

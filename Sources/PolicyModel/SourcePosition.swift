/// A place in a text: where a token starts.
public struct SourcePosition: Sendable, Hashable {
    /// The line, from 1. Lines end at a line feed.
    public var line: Int

    /// The column in the line, from 1, counted in UTF-8 bytes.
    public var column: Int

    /// Creates a position from a line and a column, both counted from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

extension FactTemplate {
    /// What the value of each piece must not hold, so that from a filled template one can tell which
    /// value stood in which place, and no value begins another part of an ARN.
    ///
    /// - `:` where an ARN or an action has borders; `/` where asked for.
    /// - What is no letter or digit in the texts up to the last place: with `{tenant}-{id}`, tenant
    ///   `a-b` and document `c` would be tenant `a` and document `b-c`.
    /// - `:` and `/` in the text behind the last place, save in what takes many segments.
    ///
    /// A place that is the whole template has its own borders.
    ///
    /// - Parameters:
    ///   - rest: The capture that takes many segments.
    ///   - partCount: How many parts there are between colons; the last of an ARN's six may hold more
    ///     colons, and a text without parts any.
    func forbidden(rest: String?, partCount: Int, forbidsSlash: Bool) -> [ByteSet] {
        // One place and nothing else.
        if pieces.count == 1 && head.isEmpty { return [ByteSet()] }
        var result: [ByteSet] = []
        var later = ByteSet()
        var trailing = ByteSet()
        var colons = colonCount
        var isLast = true
        for piece in pieces.reversed() {
            var forbidden = later
            switch piece {
            case .literal(let text):
                colons -= text.utf8.count { $0 == UInt8(ascii: ":") }
                let separators = ByteSet(separatorsOf: text)
                if isLast {
                    trailing = separators.intersection(ByteSet(":", "/"))
                } else {
                    later.formUnion(separators)
                }
            case .fact(let source, _):
                let takesSegments = source == .path || rest.map { source == .capture($0) } == true
                if !takesSegments { forbidden.formUnion(trailing) }
                if partCount == 2 || partCount == 6 && colons < 5 { forbidden.insert(":") }
                if forbidsSlash { forbidden.insert("/") }
                // Paths begin with a slash, so that they need nothing before them.
                if source == .path { later.insert("/") }
                isLast = false
            }
            result.append(forbidden)
        }
        return result.reversed()
    }

    /// Sees that something stands between any two places by which one can tell where the first ends.
    func checkBorders() throws(MappingMistake) {
        var isOpen = false
        for piece in pieces {
            switch piece {
            case .literal(let text): isOpen = isOpen && ByteSet(separatorsOf: text).isEmpty
            case .fact(let source, _):
                guard !isOpen || source == .path else {
                    throw MappingMistake(
                        "nobody could tell where one place ends and the next begins: put something "
                            + "between them that is no letter or digit")
                }
                isOpen = true
            }
        }
    }
}

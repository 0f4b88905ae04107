import FlatMemory

/// Looking at the text of a request, and adding to it, from other modules.
extension PreparedRequest {
    /// A stretch of the text as a string.
    package func string(_ range: TextRange) -> String {
        String(decoding: text[range.start..<range.end], as: UTF8.self)
    }

    /// Whether a stretch is ASCII alone.
    package func isASCII(_ range: TextRange) -> Bool {
        text[range.start..<range.end].allSatisfy { $0 < 0x80 }
    }

    /// Whether a stretch begins with `aws` in any case.
    package func begins(withAWS range: TextRange) -> Bool {
        range.count >= 3 && text.span.word(at: range.start, count: 3) | 0x20_2020 == 0x73_7761
    }

    /// Adds text of a pool.
    package mutating func append(_ range: TextRange, of pool: borrowing TextPool) -> TextRange {
        let copy = reserve(range.count)
        for offset in 0..<range.count {
            write(pool[range.start &+ offset], at: copy.start &+ offset)
        }
        return copy
    }

    /// Adds a static text of ASCII.
    package mutating func append(_ word: StaticString) -> TextRange {
        // SAFETY: a static string of ASCII has a pointer to its bytes, which live for ever.
        append(unsafe Span(_unsafeStart: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// Whether no key from the `first` one on has the name of the last one.
    ///
    /// - Complexity: O(keys).
    package func isLastKeyUnique(from first: Int) -> Bool {
        guard let last = keys.last else { return true }
        for index in first..<keys.count - 1
        where keys[index].hash == last.hash && isEqual(keys[index].name, last.name) {
            return false
        }
        return true
    }

    // MARK: Going back

    /// How much there is, to come back to.
    package struct Mark: BitwiseCopyable {
        fileprivate let text: Int
        fileprivate let keys: Int
        fileprivate let values: Int
    }

    /// How much there is now.
    package var mark: Mark { Mark(text: textCount, keys: keys.count, values: values.count) }

    /// Forgets the text, keys and values that were added since.
    package mutating func rewind(to mark: Mark) {
        truncateText(to: mark.text)
        keys.removeLast(keys.count - mark.keys)
        values.removeLast(values.count - mark.values)
    }
}

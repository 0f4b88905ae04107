import FlatMemory

/// Looking at the text of a request, and adding to it, from other modules.
extension PreparedRequest {
    /// A stretch of the text as a string.
    package func string(_ range: TextRange) -> String {
        String(decoding: (range.start..<range.end).map { text[$0] }, as: UTF8.self)
    }

    /// Whether a stretch begins with `aws` in any case.
    package func begins(withAWS range: TextRange) -> Bool {
        range.count >= 3 && text.paddedSpan.word(at: range.start, count: 3) | 0x20_2020 == 0x73_7761
    }

    /// Whether no key from the `first` one on has the name of the last one.
    ///
    /// - Complexity: O(keys).
    package func isLastKeyUnique(from first: Int) -> Bool {
        guard keys.count > first else { return true }
        let last = keys[keys.count - 1]
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
    package var mark: Mark { Mark(text: text.count, keys: keys.count, values: values.count) }

    /// Forgets the text, keys and values that were added since.
    package mutating func rewind(to mark: Mark) {
        text.truncate(to: mark.text)
        keys.truncate(to: mark.keys)
        values.truncate(to: mark.values)
    }
}

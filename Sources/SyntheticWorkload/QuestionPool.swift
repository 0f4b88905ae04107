import Directory
import FlatMemory
import PolicyModel

/// Requests as they lie in memory once they have been read from the wire: their texts in bytes,
/// one after the other. For benchmarks, which would otherwise measure strings.
package struct QuestionPool: Sendable {
    /// The same requests in strings, for the rare one that only these can express.
    package let queries: [Query]

    private let bytes: [UInt8]
    /// Where the texts of all requests lie: of each one principal, action and resource, then key and
    /// values of each part of the context.
    private let ranges: [TextRange]
    private let places: [Place]
    /// The keys of the contexts of all requests.
    private let keys: [Key]

    private struct Place {
        var firstRange: Int
        var keys: Range<Int>
        /// Whether it can be filled in at all.
        var isPlain: Bool
    }

    private struct Key {
        var range: Int
        var valueCount: Int
        var isMultiple: Bool
    }

    /// Lays requests out.
    package init(_ queries: [Query]) {
        var bytes: [UInt8] = []
        var ranges: [TextRange] = []
        var places: [Place] = []
        var keys: [Key] = []
        func add(_ text: String) {
            ranges.append(TextRange(start: bytes.count, count: text.utf8.count))
            bytes += Array(text.utf8)
        }
        for query in queries {
            let (firstRange, firstKey) = (ranges.count, keys.count)
            for text in [query.principal, query.action, query.resource] { add(text) }
            for (key, value) in query.context {
                let (values, isMultiple) =
                    switch value {
                    case .single(let text): ([text], false)
                    case .multiple(let texts): (texts, true)
                    }
                keys.append(
                    Key(range: ranges.count, valueCount: values.count, isMultiple: isMultiple))
                add(key.lowercased())
                for text in values { add(text) }
            }
            let isPlain =
                query.sessionTags.isEmpty && query.sessionPolicies.isEmpty
                && query.resourceTags.isEmpty && query.resourceAccount == nil
            places.append(
                Place(firstRange: firstRange, keys: firstKey..<keys.count, isPlain: isPlain))
        }
        self.queries = queries
        self.bytes = bytes
        self.ranges = ranges
        self.places = places
        self.keys = keys
    }

    /// How many requests there are.
    package var count: Int { queries.count }

    /// Writes a request into a question.
    ///
    /// - Returns: `false` if only the query will do.
    package func fill(_ question: inout Question, _ index: Int) -> Bool {
        let texts = bytes.span
        let place = places[index]
        guard place.isPlain else { return false }
        let first = place.firstRange
        question.removeAll()
        question.setPrincipal(question.append(texts, ranges[first]))
        question.setAction(question.append(texts, ranges[first + 1]))
        guard question.setResource(question.append(texts, ranges[first + 2])) else { return false }
        for index in place.keys {
            let key = keys[index]
            let name = question.append(texts, ranges[key.range])
            guard question.addKey(name, isMultiple: key.isMultiple) else { continue }
            for value in 1...max(key.valueCount, 1) where value <= key.valueCount {
                question.addValue(question.append(texts, ranges[key.range + value]))
            }
        }
        return true
    }
}

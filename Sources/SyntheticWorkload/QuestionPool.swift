import Directory
import FlatMemory
import PolicyModel

/// Requests as they lie in memory once they have been read from the wire: their texts in bytes,
/// one after the other. For benchmarks, which would otherwise measure strings.
package struct QuestionPool: Sendable {
    /// The same requests in strings, for the rare one that only these can express.
    package let queries: [Query]

    private let bytes: [UInt8]
    private let places: [Place]
    /// The keys of the contexts of all requests, and their values.
    private let keys: [Key]
    private let values: [TextRange]

    /// Where a request's texts lie within its own bytes.
    private struct Place {
        /// The request's own bytes.
        var bytes: Range<Int>
        var principal: TextRange
        var action: TextRange
        var resource: TextRange
        var keys: Range<Int>
        /// Whether it can be filled in at all.
        var isPlain: Bool
    }

    private struct Key {
        var name: TextRange
        var values: Range<Int>
        var isMultiple: Bool
    }

    /// Lays requests out.
    package init(_ queries: [Query]) {
        var bytes: [UInt8] = []
        var places: [Place] = []
        var keys: [Key] = []
        var values: [TextRange] = []
        for query in queries {
            let (firstByte, firstKey) = (bytes.count, keys.count)
            func add(_ text: String) -> TextRange {
                let start = bytes.count - firstByte
                bytes += Array(text.utf8)
                return TextRange(start: start, count: text.utf8.count)
            }
            let texts = (add(query.principal), add(query.action), add(query.resource))
            for (key, value) in query.context {
                let name = add(key.lowercased())
                let firstValue = values.count
                switch value {
                case .single(let text): values.append(add(text))
                case .multiple(let texts): values += texts.map { add($0) }
                }
                keys.append(
                    Key(
                        name: name, values: firstValue..<values.count,
                        isMultiple: value.isMultiple))
            }
            let isPlain =
                query.sessionTags.isEmpty && query.sessionPolicies.isEmpty
                && query.resourceTags.isEmpty && query.resourceAccount == nil
            places.append(
                Place(
                    bytes: firstByte..<bytes.count, principal: texts.0, action: texts.1,
                    resource: texts.2, keys: firstKey..<keys.count, isPlain: isPlain))
        }
        self.queries = queries
        self.bytes = bytes
        self.places = places
        self.keys = keys
        self.values = values
    }

    /// How many requests there are.
    package var count: Int { queries.count }

    /// Writes a request into a question.
    ///
    /// - Returns: `false` if only the query will do.
    package func fill(_ question: inout Question, _ index: Int) -> Bool {
        let place = places[index]
        guard place.isPlain else { return false }
        question.removeAll(beginningWith: bytes.span.extracting(place.bytes))
        question.setPrincipal(place.principal)
        question.setAction(place.action)
        guard question.setResource(place.resource) else { return false }
        for index in place.keys {
            let key = keys[index]
            question.addKey(
                key.name, isMultiple: key.isMultiple, values: values.span.extracting(key.values))
        }
        return true
    }
}

import FlatMemory
import PolicyModel

/// A context key of a request, with its values.
struct ContextKey: BitwiseCopyable {
    /// Hash of the key in lower case.
    var hash: UInt64
    var name: TextRange
    var firstValue: UInt32
    var valueCount: UInt32
    var isMultiple: Bool
}

/// The context: which keys a request brings, and what they hold.
extension PreparedRequest {
    mutating func prepareContext(_ context: [String: ContextValue]) {
        keys.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        for (key, value) in context {
            let name = append(key.utf8)
            let first = values.count
            switch value {
            case .single(let only): values.append(append(only.utf8))
            case .multiple(let several):
                for one in several { values.append(append(one.utf8)) }
            }
            var isMultiple = false
            if case .multiple = value { isMultiple = true }
            keys.append(
                ContextKey(
                    hash: hash.hash(text.span, at: name.start, count: name.count), name: name,
                    firstValue: UInt32(first), valueCount: UInt32(values.count - first),
                    isMultiple: isMultiple))
        }
    }

    /// Finds a key by its hash and its name in lower case.
    ///
    /// - Complexity: O(keys of the request).
    @inline(__always)
    func key(_ wanted: UInt64, _ name: TextRange, in pool: borrowing TextPool) -> ContextKey? {
        for index in 0..<keys.count where keys[index].hash == wanted {
            let key = keys[index]
            if key.name.count == name.count, pool.equals(name, text.span, at: key.name.start) {
                return key
            }
        }
        return nil
    }
}

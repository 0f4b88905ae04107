import FlatMemory
import PolicyModel

/// A context key of a request, with its values.
package struct ContextKey: BitwiseCopyable {
    /// Hash of the name.
    package let hash: UInt64
    /// The key in lower case.
    package let name: TextRange
    /// Where in the request's values its own begin.
    package let firstValue: UInt32
    package internal(set) var valueCount: UInt32
    /// Whether the value is a list.
    package let isMultiple: Bool
}

/// The context: which keys a request brings, and what they hold.
extension PreparedRequest {
    mutating func addKey(_ key: String, _ value: ContextValue) {
        let name = append(key)
        let hash = text.hash(name, by: self.hash)
        addKey(name, hash: hash, isMultiple: value.isMultiple)
        addValues(value)
    }

    /// Adds a key's value, or several, to the last key.
    package mutating func addValues(_ value: ContextValue) {
        switch value {
        case .single(let only): addValue(append(only))
        case .multiple(let several): for one in several { addValue(append(one)) }
        }
    }

    /// Adds a context key, so far without a value.
    ///
    /// - Parameters:
    ///   - name: The key in lower case.
    ///   - hash: The hash of the name, by the request's own function.
    ///   - isMultiple: Whether the value is a list, be it of one element or none.
    package mutating func addKey(_ name: TextRange, hash: UInt64, isMultiple: Bool) {
        keys.append(
            ContextKey(
                hash: hash, name: name, firstValue: UInt32(truncatingIfNeeded: values.count),
                valueCount: 0, isMultiple: isMultiple))
    }

    /// Adds a context key with its values.
    ///
    /// - Parameters:
    ///   - name: The key in lower case.
    ///   - hash: The hash of the name, by the request's own function.
    ///   - several: Where the values lie.
    package mutating func addKey(
        _ name: TextRange, hash: UInt64, isMultiple: Bool, values several: Span<TextRange>
    ) {
        let firstValue = UInt32(truncatingIfNeeded: values.count)
        for index in several.indices { values.append(several[index]) }
        keys.append(
            ContextKey(
                hash: hash, name: name, firstValue: firstValue,
                valueCount: UInt32(truncatingIfNeeded: several.count), isMultiple: isMultiple))
    }

    /// Adds a context key with one value, which stand side by side in a pool.
    ///
    /// - Parameters:
    ///   - range: The key in lower case, and the value behind it.
    ///   - keyCount: Bytes of the key.
    ///   - hash: The hash of the key, by the request's own function.
    package mutating func addKey(
        _ range: TextRange, of pool: borrowing TextPool, keyCount: UInt32, hash: UInt64
    ) {
        let (name, value) = text.append(range, of: pool).split(at: Int(keyCount))
        addKey(name, hash: hash, isMultiple: false)
        addValue(value)
    }

    /// Adds a value of the last key.
    package mutating func addValue(_ value: TextRange) {
        keys[keys.count - 1].valueCount += 1
        values.append(value)
    }

    /// Finds a key by its hash and its name in lower case; the last one, if there are several.
    ///
    /// - Complexity: O(keys of the request).
    @inline(__always)
    func key(_ wanted: UInt64, _ name: TextRange, in pool: borrowing TextPool) -> ContextKey? {
        var index = keys.count
        while index > 0 {
            index &-= 1
            let key = keys[index]
            if key.hash != wanted { continue }
            if key.name.count == name.count, pool.equals(name, text.paddedSpan, at: key.name.start)
            {
                return key
            }
        }
        return nil
    }
}

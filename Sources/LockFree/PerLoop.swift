/// What each event loop has of its own, for whoever looks at all of them.
///
/// INVARIANT (turn): `values` is read and written only by the thread that has taken `turn`.
@safe
package final class PerLoop<Value: Sendable>: @unchecked Sendable {
    // SAFETY (Sendable): (turn) says who uses `values`.
    private let turn = Turn()
    private var values: [Value] = []

    /// Creates an empty list.
    package init() {}

    /// Adds a loop's.
    ///
    /// - Returns: The value.
    @discardableResult
    package func add(_ value: Value) -> Value {
        turn.take {
            values.append(value)
            return value
        }
    }

    /// Those of all loops.
    package var all: [Value] { turn.take { values } }
}

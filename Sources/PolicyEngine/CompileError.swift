/// Why a set of policies could not be compiled.
///
/// The engine never drops a part of a policy that it can't represent, since the part might be a
/// Deny. It refuses the whole set, and the caller keeps what it had.
package struct CompileError: Error, Sendable, Hashable {
    /// What was too much.
    package enum Kind: Sendable, Hashable {
        /// A pattern has more elements than an automaton may have states.
        case patternTooLong
        /// The set has more statements, entries or bytes than its index can number.
        case setTooLarge
    }

    /// What was too much.
    package let kind: Kind

    /// The policy it was met in; empty if it concerns all of them.
    package let policy: String

    /// One line for people.
    package var message: String {
        switch kind {
        case .patternTooLong: "a pattern in policy `\(policy)` is too long"
        case .setTooLarge: "the set of policies is too large"
        }
    }
}

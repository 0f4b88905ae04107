import ConditionValues
import FlatMemory
import PolicyEngine
import PolicyModel

/// A question in bytes: what ``Query`` says, in a form that can be filled from the wire and decided
/// without making any string.
///
/// It cannot express everything. Whatever is rare, such as session policies, is left to ``Query``,
/// which every question can be turned into; the two are decided alike.
///
///     question.removeAll(beginningWith: body)
///     question.setPrincipal(range)            // ranges of the body, or of what is added to it
///     question.setAction(other)
///     guard question.setResource(third) else { /* ask with a Query */ }
package struct Question: ~Copyable {
    /// The engine's form. Facts of the daemon are added when it is decided.
    package var request: PreparedRequest

    /// The principal's id.
    package private(set) var principal = TextRange.empty
    /// What stands before the second and last slash of the principal's ARN: if that is the ARN of a
    /// session, what all sessions of the role begin with.
    private(set) var principalBeforeSession: TextRange?
    /// The account that the caller says owns the resource.
    package private(set) var resourceAccount: TextRange?

    private let factKeys: FactKeys
    /// The last instant that was written, and how.
    private var clock: (epochSeconds: Int64, current: [UInt8], epoch: [UInt8])?

    /// Creates an empty question, to be decided by snapshots with the same hash.
    package init(hash: KeyedHash) {
        request = PreparedRequest(hash: hash)
        factKeys = FactKeys(hash: hash)
    }

    /// Forgets everything but keeps the memory.
    package mutating func removeAll() {
        request.removeAll()
        resourceAccount = nil
    }

    /// Forgets everything but keeps the memory, and begins with a body: ranges of the body are from
    /// now on ranges of the question. Copying it as a whole is cheaper than text by text.
    package mutating func removeAll(beginningWith body: Span<UInt8>) {
        request.removeAll(beginningWith: body)
        resourceAccount = nil
    }

    /// Adds some of the bytes, and says where they lie.
    package mutating func append(_ bytes: Span<UInt8>, _ range: TextRange) -> TextRange {
        request.append(bytes.extracting(range.start..<range.end))
    }

    /// Adds a text, and says where it lies.
    package mutating func append(_ text: String) -> TextRange { request.append(text) }

    /// Adds a text, and says where it lies.
    package mutating func append(fixed text: StaticString) -> TextRange {
        request.append(fixed: text)
    }

    /// Sets who asks.
    package mutating func setPrincipal(_ range: TextRange) {
        principal = range
        principalBeforeSession = nil
        var slashes = request.text.occurrences(of: UInt8(ascii: "/"), in: range)
        if slashes.next(in: request.text) != nil, let second = slashes.next(in: request.text),
            slashes.next(in: request.text) == nil
        {
            principalBeforeSession = TextRange(start: range.start, count: second &- range.start)
        }
    }

    /// Sets what is to be done; puts it in lower case.
    package mutating func setAction(_ range: TextRange) { request.setAction(range) }

    /// Sets what it is to be done to, in the spelling of ``ARN/normalized``.
    ///
    /// - Returns: `false` if only a ``Query`` can express it: it is neither an ARN nor `*`, or has
    ///   letters beyond ASCII where case is of no account.
    package mutating func setResource(_ range: TextRange) -> Bool {
        guard request.setResource(normalizing: range) else { return false }
        return request.resource.startsWithARN || request.resource.isEverything
    }

    /// Sets the account that owns the resource, as the caller says.
    package mutating func setResourceAccount(_ range: TextRange) { resourceAccount = range }

    /// Adds a context key with its values. What the daemon knows better is passed over.
    ///
    /// - Parameters:
    ///   - name: The key in lower case.
    ///   - values: Where its values lie.
    package mutating func addKey(
        _ name: TextRange, isMultiple: Bool, values: Span<TextRange>
    ) {
        let hash = request.text.hash(name, by: request.hash)
        if factKeys.owns(request.text, name, hash: hash) { return }
        request.addKey(name, hash: hash, isMultiple: isMultiple, values: values)
    }

    /// The same for a key in any case.
    package mutating func addKey(
        lowercasing name: TextRange, isMultiple: Bool, values: Span<TextRange>
    ) {
        request.lowercase(name)
        addKey(name, isMultiple: isMultiple, values: values)
    }

    /// Adds a context key, so far without a value. What the daemon knows better is passed over.
    ///
    /// - Parameter name: The key in lower case.
    /// - Returns: Whether values are wanted.
    mutating func addKey(_ name: TextRange, isMultiple: Bool) -> Bool {
        let hash = request.text.hash(name, by: request.hash)
        if factKeys.owns(request.text, name, hash: hash) { return false }
        request.addKey(name, hash: hash, isMultiple: isMultiple)
        return true
    }

    // MARK: Facts

    /// Adds a key of the daemon's, if somebody may want it.
    @inline(__always)
    mutating func addFact(
        _ key: FactKeys.Key, in facts: FactSet, isMultiple: Bool = false,
        _ value: (inout PreparedRequest) -> TextRange
    ) {
        guard facts.contains(FactSet(key)) else { return }
        request.addKey(
            request.append(fixed: key.name), hash: factKeys.hash(key), isMultiple: isMultiple)
        request.addValue(value(&request))
    }

    /// Adds the keys of the clock.
    mutating func addClock(_ epochSeconds: Int64, in facts: FactSet) {
        if clock?.epochSeconds != epochSeconds {
            clock = (
                epochSeconds, Array(Timestamp(epochSeconds: epochSeconds).iso8601.utf8),
                Array(String(epochSeconds).utf8)
            )
        }
        guard let clock else { return }
        addFact(.currentTime, in: facts) { $0.append(clock.current.span) }
        addFact(.epochTime, in: facts) { $0.append(clock.epoch.span) }
    }
}

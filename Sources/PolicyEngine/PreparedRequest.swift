import FlatMemory
import PolicyModel

/// A request taken apart and hashed once, so that many statement sets can be asked about it.
///
/// A value is meant to be kept and refilled: its arrays keep their memory, and in the steady state
/// preparing allocates nothing. Whoever decodes requests fills it directly:
///
///     request.removeAll()
///     let action = request.append(bytes)       // and so on for every text
///     request.setAction(action)
///     request.setResource(resource)
///     request.setCaller(caller)
///     request.setOwned(bySameAccount: true)
///     request.addKey(name, hash: hash, isMultiple: false)
///     request.addValue(value)
package struct PreparedRequest: ~Copyable {
    /// Everything that the request says, one text after another.
    package internal(set) var text = FlatBuffer<UInt8>(capacity: 1_024)

    /// The function that sets must have been compiled with.
    package let hash: KeyedHash

    private let pin = Pin()

    // MARK: Action

    /// The action in lower case.
    package private(set) var action = TextRange.empty
    /// Bytes of the action's service, or -1 if the action hasn't exactly one colon.
    private(set) var serviceLength = -1
    /// The action's service; empty if the action hasn't exactly one colon.
    var service: TextRange { TextRange(start: action.start, count: max(serviceLength, 0)) }
    private(set) var actionHash: UInt64 = 0
    private(set) var serviceHash: UInt64 = 0

    // MARK: Resource

    package private(set) var resource = ResourceAnatomy()

    // MARK: Caller

    package internal(set) var callerKind = Caller.Kind.anonymous
    package internal(set) var isServiceLinkedRole = false
    /// The names under which a Principal element may mean the caller.
    var callerKeys = FlatBuffer<CallerKey>()
    /// Whether the caller's account owns the resource.
    private(set) var isSameAccount = false
    /// Whether a permissions boundary is set on the caller.
    package var hasBoundary = false

    // MARK: Context

    /// The context keys. Of two with the same name the later one counts.
    package internal(set) var keys = FlatBuffer<ContextKey>()
    package internal(set) var values = FlatBuffer<TextRange>()

    /// Creates an empty request for sets compiled with the same hash.
    package init(hash: KeyedHash) { self.hash = hash }

    /// Forgets everything but keeps the memory.
    package mutating func removeAll() {
        text.removeAll()
        keys.removeAll()
        values.removeAll()
        callerKeys.removeAll()
        hasBoundary = false
    }

    /// Forgets everything but keeps the memory, and begins with a text: ranges of it are ranges of
    /// ``text``.
    package mutating func removeAll(beginningWith bytes: Span<UInt8>) {
        removeAll()
        _ = text.append(copying: bytes)
    }

    /// Takes a request apart.
    ///
    /// - Parameter namesCaller: Whether policies that name principals will be asked; without them
    ///   the caller's names need not be worked out.
    /// - Complexity: O(length of all texts).
    package mutating func prepare(
        _ request: borrowing AuthorizationRequest, namesCaller: Bool = true
    ) {
        removeAll()
        setAction(append(request.action))
        setResource(append(request.resource))
        let id = append(request.caller.id)
        if namesCaller {
            setCaller(
                CallerText(
                    request.caller.kind, id: id,
                    issuer: request.caller.issuer.map { append($0) },
                    uniqueID: request.caller.uniqueID.map { append($0) },
                    isServiceLinkedRole: request.caller.isServiceLinkedRole))
        } else {
            setCaller(
                request.caller.kind, isServiceLinkedRole: request.caller.isServiceLinkedRole)
        }
        setOwner(request.resourceAccount.map { append($0) }, caller: id)
        for (key, value) in request.context { addKey(key, value) }
    }

    // MARK: Text

    /// Adds a text, and says where it lies.
    package mutating func append(_ bytes: Span<UInt8>) -> TextRange { text.append(copying: bytes) }

    /// Adds a string's UTF-8.
    package mutating func append(_ string: String) -> TextRange { text.append(copying: string) }

    /// Adds a static text of ASCII.
    package mutating func append(fixed word: StaticString) -> TextRange {
        text.append(fixed: word)
    }

    /// Adds text of a pool.
    package mutating func append(_ range: TextRange, of pool: borrowing TextPool) -> TextRange {
        text.append(range, of: pool)
    }

    /// Adds some of the text once more, and says where the copy lies.
    package mutating func appendAgain(_ range: TextRange) -> TextRange { text.append(again: range) }

    /// Adds one byte.
    package mutating func append(_ byte: UInt8) { text.append(byte) }

    /// Puts A–Z in lower case.
    package mutating func lowercase(_ range: TextRange) { text.lowercase(range) }

    // MARK: Parts

    /// Puts the action in lower case and takes it apart.
    package mutating func setAction(_ range: TextRange) {
        text.lowercase(range)
        action = range
        var colons = text.occurrences(of: UInt8(ascii: ":"), in: range)
        serviceLength = -1
        if let colon = colons.next(in: text), colons.next(in: text) == nil {
            serviceLength = colon &- range.start
        }
        actionHash = text.hash(range, by: hash)
        serviceHash = text.hash(service, by: hash)
    }

    /// Takes the resource apart, in the spelling that AWS uses: in its partitions, names of
    /// partitions, services and regions are in lower case. Another spelling must not lead past the
    /// policies that are found by name, or compared in it.
    ///
    /// - Returns: `false` if these names have letters beyond ASCII; they are then left alone.
    package mutating func setResource(normalizing range: TextRange) -> Bool {
        resource.split(text, range)
        if resource.startsWithARN {
            // The three lie side by side.
            let start = resource.parts[1].start
            let names = TextRange(start: start, count: resource.parts[3].end - start)
            if !text.isLowerCase(names) {
                guard text.isASCII(names) else { return false }
                if begins(withAWS: resource.parts[1]) { lowercase(names) }
            }
        }
        resource.hashParts(text, hash)
        return true
    }

    /// Takes the resource apart.
    package mutating func setResource(_ range: TextRange) {
        resource.read(text, range, hash)
    }

    /// Finds out whether the caller's account owns the resource, as stated or as its ARN says.
    ///
    /// - Precondition: Resource and caller are set.
    private mutating func setOwner(_ owner: TextRange?, caller: TextRange) {
        var parts = ARNParts()
        guard hasIdentitySide, text.splitARN(caller, into: &parts) else {
            isSameAccount = false
            return
        }
        let account = parts[4]
        if let owner {
            isSameAccount = isEqual(account, owner)
        } else if resource.isARN, isAccountID(resource.parts[4]) {
            isSameAccount = isEqual(account, resource.parts[4])
        } else {
            isSameAccount = true
        }
    }

    /// Says whether the caller's account owns the resource.
    package mutating func setOwned(bySameAccount isSameAccount: Bool) {
        self.isSameAccount = isSameAccount
    }

    /// Whether two stretches of the text are the same bytes.
    package func isEqual(_ left: TextRange, _ right: TextRange) -> Bool {
        text.isEqual(left, right)
    }

    private func isAccountID(_ range: TextRange) -> Bool {
        range.count == 12
            && (range.start..<range.end).allSatisfy { text[$0].isDigit }
    }
}

import FlatMemory
import PolicyModel

/// A request taken apart and hashed once, so that many statement sets can be asked about it.
///
/// A value is meant to be kept and refilled: its arrays keep their memory, and in the steady state
/// preparing allocates nothing of its own.
package struct PreparedRequest: ~Copyable {
    /// Everything that the request says, one text after another, and eight zero bytes, so that
    /// whole words can be loaded.
    var text: [UInt8] = []

    let hash: KeyedHash

    // MARK: Action

    /// The action in lower case.
    var action = TextRange.empty
    /// Bytes of the action's service, or -1 if the action hasn't exactly one colon.
    var serviceLength = -1
    /// The action's service; empty if the action hasn't exactly one colon.
    var service: TextRange { TextRange(start: action.start, count: max(serviceLength, 0)) }
    var actionHash: UInt64 = 0
    var serviceHash: UInt64 = 0

    // MARK: Resource

    var resource = ResourceAnatomy()

    // MARK: Caller

    var callerKind = Caller.Kind.anonymous
    var isServiceLinkedRole = false
    /// The names under which a Principal element may mean the caller.
    var callerKeys: [CallerKey] = []
    /// Whether the caller's account owns the resource.
    var isSameAccount = false
    /// Whether a permissions boundary is set on the caller; the evaluator fills it in.
    var hasBoundary = false

    // MARK: Context

    var keys: [ContextKey] = []
    var values: [TextRange] = []

    /// Creates an empty request for sets compiled with the same hash.
    package init(hash: KeyedHash) { self.hash = hash }

    /// Takes a request apart.
    ///
    /// - Parameter namesCaller: Whether policies that name principals will be asked; without them
    ///   the caller's names need not be worked out.
    /// - Complexity: O(length of all texts).
    package mutating func prepare(
        _ request: borrowing AuthorizationRequest, namesCaller: Bool = true
    ) {
        text.removeAll(keepingCapacity: true)
        let action = appendLowercased(request.action.utf8)
        let resource = append(request.resource.utf8)
        prepareCaller(request.caller, isNamed: namesCaller)
        prepareContext(request.context)
        for _ in 0..<8 { text.append(0) }
        prepareAction(action)
        self.resource.read(text, resource, hash)
        prepareAccounts(request.caller, owner: request.resourceAccount)
    }

    private mutating func appendLowercased(_ bytes: String.UTF8View) -> TextRange {
        let range = append(bytes)
        var letters = text.mutableSpan
        for index in range.start..<range.end { letters[index] = letters[index].lowercasedASCII }
        return range
    }

    mutating func append(_ bytes: some Sequence<UInt8>) -> TextRange {
        let start = text.count
        text.append(contentsOf: bytes)
        return TextRange(start: start, count: text.count - start)
    }

    private mutating func prepareAction(_ range: TextRange) {
        action = range
        serviceLength = Self.serviceLength(text.span, range)
        actionHash = hash.hash(text.span, at: range.start, count: range.count)
        serviceHash = hash.hash(text.span, at: range.start, count: service.count)
    }

    /// Bytes before an action's only colon; -1 if it hasn't exactly one.
    private static func serviceLength(_ bytes: Span<UInt8>, _ range: TextRange) -> Int {
        var length = -1
        var colons = 0
        var offset = range.start
        while offset < range.end {
            let word = bytes.word(at: offset, count: min(8, range.end - offset))
            let hits = word.bytes(equalTo: UInt8(ascii: ":"))
            colons += hits.nonzeroBitCount
            if hits != 0 { length = offset + hits.trailingZeroBitCount >> 3 - range.start }
            offset += 8
        }
        return colons == 1 ? length : -1
    }

    /// Finds out whether the caller's account owns the resource, as stated or as its ARN says.
    private mutating func prepareAccounts(_ caller: borrowing Caller, owner: String?) {
        guard let account = caller.account else {
            isSameAccount = false
            return
        }
        if let owner {
            // Two short strings compare as words. Only an odd account has an equal of other bytes.
            isSameAccount =
                account == owner
                && (caller.hasAccountID || account.utf8.elementsEqual(owner.utf8))
        } else if resource.isARN, isAccountID(resource.parts[4]) {
            isSameAccount = account.utf8.elementsEqual(
                text[resource.parts[4].start..<resource.parts[4].end])
        } else {
            isSameAccount = true
        }
    }

    private func isAccountID(_ range: TextRange) -> Bool {
        range.count == 12
            && text[range.start..<range.end].allSatisfy(\.isDigit)
    }
}

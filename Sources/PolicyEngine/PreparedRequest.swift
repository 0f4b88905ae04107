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
    var actionHash: UInt64 = 0
    var serviceHash: UInt64 = 0

    // MARK: Resource

    var resource = TextRange.empty
    /// Whether the resource is `*`: an action without resource-level permissions.
    var isEverything = false
    /// Whether the resource has six parts.
    var isARN = false
    /// Whether it also begins with `arn:`, as everything in the index does.
    var startsWithARN = false
    /// The six parts of an ARN; the sixth holds all further colons.
    var parts = InlineArray<6, TextRange>(repeating: .empty)
    var partHashes = InlineArray<6, UInt64>(repeating: 0)
    /// Hash states after every eight bytes of the sixth part.
    var prefixStates: [UInt64] = []
    /// Lengths of those beginnings of the sixth part that end at a border: the empty one, then
    /// behind each `/` and `:`, at most ``ResourceIndex/depthMax`` of them.
    var borders: [Int] = []

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
        text.append(contentsOf: repeatElement(0, count: 8))
        prepareAction(action)
        prepareResource(resource)
        prepareAccounts(caller: request.caller.account, owner: request.resourceAccount)
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
        serviceHash = hash.hash(text.span, at: range.start, count: max(serviceLength, 0))
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

    private mutating func prepareResource(_ range: TextRange) {
        resource = range
        isEverything = range.count == 1 && text[range.start] == UInt8(ascii: "*")
        var borders: [Int] = []
        swap(&borders, &self.borders)
        let split = Self.split(text.span, range, borders: &borders)
        swap(&borders, &self.borders)
        parts = split.parts
        isARN = split.isARN
        startsWithARN = isARN && text.span.word(at: range.start, count: 4) == 0x3A6E_7261
        guard isARN else { return }
        let start = parts[5].start
        for part in 1..<5 {
            partHashes[part] = hash.hash(text.span, at: parts[part].start, count: parts[part].count)
        }
        var state = hash.initial
        prefixStates.removeAll(keepingCapacity: true)
        prefixStates.append(state)
        var offset = start
        while offset + 8 <= range.end {
            state = hash.step(state, text.span.word(at: offset, count: 8))
            prefixStates.append(state)
            offset += 8
        }
    }

    /// Splits an ARN at its first five colons and finds the borders in its sixth part.
    private static func split(
        _ bytes: Span<UInt8>, _ range: TextRange, borders: inout [Int]
    ) -> (isARN: Bool, parts: InlineArray<6, TextRange>) {
        var parts = InlineArray<6, TextRange>(repeating: .empty)
        var part = 0
        var start = range.start
        borders.removeAll(keepingCapacity: true)
        borders.append(0)
        var offset = range.start
        while offset < range.end {
            let word = bytes.word(at: offset, count: min(8, range.end - offset))
            let colons = word.bytes(equalTo: UInt8(ascii: ":"))
            var hits = colons | word.bytes(equalTo: UInt8(ascii: "/"))
            while hits != 0 {
                let index = offset + hits.trailingZeroBitCount >> 3
                let isColon = colons & hits & (~hits &+ 1) != 0
                hits &= hits &- 1
                if isColon, part < 5 {
                    parts[part] = TextRange(start: start, count: index - start)
                    part += 1
                    start = index + 1
                } else if part == 5, borders.count <= ResourceIndex.depthMax {
                    borders.append(index + 1 - start)
                }
            }
            offset += 8
        }
        parts[5] = TextRange(start: start, count: range.end - start)
        return (part == 5, parts)
    }

    /// The hash of the first `length` bytes of the ARN's sixth part; equal to hashing them anew.
    ///
    /// - Complexity: O(1).
    @inline(__always)
    func prefixHash(_ length: Int) -> UInt64 {
        let words = length &>> 3
        let tail = text.span.word(at: parts[5].start &+ words &* 8, count: length & 7)
        return hash.finish(prefixStates[words], tail: tail, length: length)
    }

    /// Finds out whether the caller's account owns the resource, as stated or as its ARN says.
    private mutating func prepareAccounts(caller: String?, owner: String?) {
        guard let caller else {
            isSameAccount = false
            return
        }
        if let owner {
            // Two short strings compare as words; only equal ones are looked at byte by byte.
            isSameAccount = caller == owner && caller.utf8.elementsEqual(owner.utf8)
        } else if isARN, isAccountID(parts[4]) {
            isSameAccount = caller.utf8.elementsEqual(text[parts[4].start..<parts[4].end])
        } else {
            isSameAccount = true
        }
    }

    private func isAccountID(_ range: TextRange) -> Bool {
        range.count == 12
            && text[range.start..<range.end].allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }
}

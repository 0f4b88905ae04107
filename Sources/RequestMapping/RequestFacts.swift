import FlatMemory

/// What a gateway says about one HTTP request, before anybody has made sense of it.
///
/// Whoever speaks a gateway's protocol fills it, and refills it for the next request: nothing is
/// allocated in the steady state. All texts lie in one buffer, see ``text``.
package struct RequestFacts: ~Copyable {
    /// What comes by name.
    package enum Kind: UInt8, Sendable, BitwiseCopyable {
        /// A header field of the request.
        case header
        /// A statement about the user, which the gateway has checked: of a token, for instance.
        case claim
        /// What the gateway's own configuration says of the route.
        case `extension`
    }

    /// A text with a name.
    struct Fact: BitwiseCopyable, Sendable {
        let kind: Kind
        /// Whether it belongs to a list of values.
        let isElement: Bool
        let name: TextRange
        let value: TextRange
    }

    /// What there is of one name.
    enum Found {
        case none
        case one(TextRange)
        /// More than one, or a list.
        case several
    }

    /// LIMIT: facts with names of one request. Browsers send some 30 header fields. Beyond it the
    /// request is denied.
    package static let factCountMax = 256

    /// The texts.
    private(set) var text = FlatBuffer<UInt8>(capacity: 2_048)
    private(set) var method = TextRange.empty
    private(set) var host = TextRange.empty
    private(set) var target = TextRange.empty
    private(set) var sourceAddress: TextRange?
    private(set) var peerName: TextRange?
    private(set) var facts = FlatBuffer<Fact>(capacity: 64)
    private(set) var isOverLimit = false
    private(set) var isUnclear = false

    /// Creates facts of nothing, to be filled.
    package init() {}

    /// Forgets everything but keeps the memory.
    package mutating func removeAll() {
        text.removeAll()
        facts.removeAll()
        method = .empty
        host = .empty
        target = .empty
        sourceAddress = nil
        peerName = nil
        isOverLimit = false
        isUnclear = false
    }

    /// Says that the gateway's message can be read in more than one way, which denies.
    package mutating func setUnclear() { isUnclear = true }

    /// Sets the method, as sent.
    package mutating func setMethod(_ bytes: Span<UInt8>) { method = text.append(copying: bytes) }

    /// Sets the host, as sent, perhaps with a port.
    package mutating func setHost(_ bytes: Span<UInt8>) { host = text.append(copying: bytes) }

    /// Sets path and query, as sent.
    package mutating func setTarget(_ bytes: Span<UInt8>) { target = text.append(copying: bytes) }

    /// Sets the client's IP address.
    package mutating func setSourceAddress(_ bytes: Span<UInt8>) {
        sourceAddress = text.append(copying: bytes)
    }

    /// Sets the name in the client's verified certificate: a SPIFFE id, for instance.
    package mutating func setPeerName(_ bytes: Span<UInt8>) {
        peerName = text.append(copying: bytes)
    }

    /// Adds something with a name. Names of header fields count in any case.
    ///
    /// - Parameter isElement: Whether it is one value of a list.
    package mutating func add(
        _ kind: Kind, _ name: Span<UInt8>, _ value: Span<UInt8>, isElement: Bool = false
    ) {
        guard facts.count < Self.factCountMax else {
            isOverLimit = true
            return
        }
        let name = text.append(copying: name)
        if kind == .header { text.lowercase(name) }
        facts.append(
            Fact(
                kind: kind, isElement: isElement, name: name, value: text.append(copying: value)))
    }

    /// The fact of a name.
    ///
    /// - Parameter name: In lower case for a header field.
    /// - Complexity: O(facts).
    func find(_ kind: Kind, _ name: TextRange, in pool: borrowing TextPool) -> Found {
        var found: TextRange?
        for index in 0..<facts.count {
            let fact = facts[index]
            guard fact.kind == kind, isEqual(fact.name, name, pool) else { continue }
            if found != nil || fact.isElement { return .several }
            found = fact.value
        }
        return found.map { .one($0) } ?? .none
    }

    /// Whether a text of the request equals one of a pool.
    func isEqual(_ range: TextRange, _ other: TextRange, _ pool: borrowing TextPool) -> Bool {
        range.count == other.count && pool.equals(other, text.span, at: range.start)
    }

    /// Whether a text is UTF-8, as all texts of questions are.
    func isText(_ range: TextRange) -> Bool {
        if text.isASCII(range) { return true }
        let bytes = (range.start..<range.end).map { text[$0] }
        return String(validating: bytes, as: UTF8.self) != nil
    }

    /// Adds a text that has been worked out from others.
    mutating func append(_ byte: UInt8) { text.append(byte) }

    /// Adds a copy of one of the texts, to be changed.
    mutating func append(again range: TextRange) -> TextRange { text.append(again: range) }

    /// Adds a text of a table.
    mutating func append(_ range: TextRange, of pool: borrowing TextPool) -> TextRange {
        text.append(range, of: pool)
    }

    /// Puts A–Z in lower case.
    mutating func lowercase(_ range: TextRange) { text.lowercase(range) }

    /// A text as a string, for messages.
    func string(_ range: TextRange) -> String {
        String(decoding: (range.start..<range.end).map { text[$0] }, as: UTF8.self)
    }
}

extension RequestFacts {
    /// Creates facts of strings, as tests and commands do.
    package init(method: String, host: String = "", target: String) {
        self.init()
        setMethod(Array(method.utf8).span)
        setHost(Array(host.utf8).span)
        setTarget(Array(target.utf8).span)
    }

    /// Adds something with a name.
    package mutating func add(
        _ kind: Kind, _ name: String, _ value: String, isElement: Bool = false
    ) {
        add(kind, Array(name.utf8).span, Array(value.utf8).span, isElement: isElement)
    }
}

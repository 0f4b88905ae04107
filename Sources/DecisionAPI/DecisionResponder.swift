import BearerTokens
import Directory
import HTTPMessage
import PolicyModel
import StrictJSON

/// Answers the requests of the decision API: which path, which method, which body.
///
/// Every response carries `verdict-revision`, and the request's `x-request-id` if it is one that
/// can be passed on.
struct DecisionResponder: ~Copyable {
    private let source: any DecisionSource
    private let protocols: [any MountedProtocol]
    private let api: AuthZEN
    private let discovery: DiscoveryDocument
    private let counters: DecisionCounters
    /// What the source has been told about the request that it decides for.
    private var asked = CountedProtocol.authzen
    private var callers: CallerCheck
    /// Whether the request before came from somebody of whom something is proven.
    private var hasCaller = false
    /// The head of answers in `headRevision`.
    private var head: HeaderTemplate
    private var headRevision: UInt64 = 0
    private var tree = JSONTree()
    private var decoder: QuestionDecoder
    private var question: Question

    init(
        source: any DecisionSource, mapping: EntityMapping, baseURL: String,
        protocols: [any MountedProtocol], callers: CallerCheck,
        counters: DecisionCounters
    ) {
        self.source = source
        self.protocols = protocols
        self.callers = callers
        self.counters = counters
        source.asked = .authzen
        self.api = AuthZEN(mapping: mapping)
        self.decoder = QuestionDecoder(mapping: mapping)
        self.question = Question(hash: source.hash)
        self.discovery = DiscoveryDocument(baseURL: baseURL)
        self.head = Self.head(revision: "0")
    }

    /// Starts a turn, which has one revision.
    mutating func beginTurn() {
        source.beginTurn()
        updateHead()
    }

    /// Ends a turn.
    func endTurn() { source.endTurn() }

    private mutating func updateHead() {
        let revision = source.revision
        if revision != headRevision {
            headRevision = revision
            head = Self.head(revision: source.revisionText)
        }
    }

    /// See ``HTTPHandler/respond(to:with:)``.
    mutating func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) {
        guard let asked = answer(request, &response), !response.isDeferred else { return }
        counters.count(status: response.status, by: asked)
    }

    /// Answers a request.
    ///
    /// - Returns: By which protocol it has come; `nil` if that is counted already.
    private mutating func answer(
        _ request: borrowing HTTPRequest, _ response: inout HTTPResponse
    ) -> CountedProtocol? {
        if callers.needsTokens || request.peer != nil || hasCaller,
            !admit(request, &response)
        {
            return nil
        }
        do throws(RequestError) {
            guard let path = DecisionPath(request) else {
                for mounted in protocols {
                    setAsked(mounted.countedAs)
                    if mounted.respond(to: request, with: &response) { return asked }
                }
                setAsked(.other)
                throw RequestError(.notFound, "no such path")
            }
            setAsked(.authzen)
            guard request.method == (path == .discovery ? .get : .post) else {
                throw RequestError(.methodNotAllowed, "only \(path.method) is allowed here")
            }
            if request.headers.count > 1, try mustWait(request) {
                response.isDeferred = true
                return asked
            }
            try answer(request, path, &response)
        } catch {
            answer(error, to: request, &response)
        }
        // Most requests have one field of interest, which is the content's type.
        if request.headers.count > 1 || response.status != 200 || request.method != .post {
            repeatRequestID(of: request, in: &response)
        }
        return asked
    }

    /// Lets the source know by which protocol the request has come.
    private mutating func setAsked(_ new: CountedProtocol) {
        guard new != asked else { return }
        asked = new
        source.asked = new
    }

    /// Finds out who asks, and answers who may not.
    ///
    /// - Returns: Whether the request is let in.
    private mutating func admit(
        _ request: borrowing HTTPRequest, _ response: inout HTTPResponse
    ) -> Bool {
        do throws(TokenRefusal) {
            let facts = try callers.facts(about: request)
            hasCaller = facts != nil
            source.caller = facts
            return true
        } catch {
            // With gRPC the response's own status says nothing.
            counters.count(status: error.status, by: .other)
            error.answer(&response, isGRPC: request.isGRPC)
            response.headers.append("verdict-revision", source.revisionText)
            repeatRequestID(of: request, in: &response)
            return false
        }
    }

    private func repeatRequestID(
        of request: borrowing HTTPRequest, in response: inout HTTPResponse
    ) {
        request.withHeader("x-request-id") { id in
            if id.isRequestID {
                response.headers.append("x-request-id", copying: id, isVarying: true)
            }
        }
    }

    private mutating func answer(
        _ request: borrowing HTTPRequest, _ path: DecisionPath, _ response: inout HTTPResponse
    ) throws(RequestError) {
        switch path {
        case .discovery:
            response.headers.append("content-type", fixed: "application/json")
            response.headers.append("cache-control", fixed: "max-age=3600")
            response.headers.append("verdict-revision", source.revisionText)
            response.body = discovery.json
            return
        case .evaluation:
            try checkBody(of: request)
            if let decision = decideQuickly(request) {
                response.setBody(
                    copying: decision.isAllowed ? "{\"decision\":true}" : "{\"decision\":false}")
            } else {
                try parse(request)
                response.body = try api.evaluation(tree, source: source)
            }
        case .evaluations:
            try checkBody(of: request)
            try parse(request)
            response.body = try api.evaluations(tree, source: source)
        }
        response.headers.begin(with: head)
    }

    /// The decision on a usual evaluation; `nil` if it is not a usual one.
    private mutating func decideQuickly(_ request: borrowing HTTPRequest) -> Decision? {
        var decision: Decision?
        request.content.withSpan { body in
            switch source.recall(body: body) {
            case .decided(let remembered): decision = remembered
            case .unread(let ticket):
                if decoder.decode(body, into: &question) {
                    decision = source.decide(&question, body: ticket)
                }
            }
        }
        return decision
    }

    /// The header fields of every answered evaluation.
    private static func head(revision: String) -> HeaderTemplate {
        HeaderTemplate([
            HTTPField("content-type", "application/json"),
            HTTPField("verdict-revision", revision),
        ])
    }

    private func answer(
        _ error: RequestError, to request: borrowing HTTPRequest, _ response: inout HTTPResponse
    ) {
        response.setText(status: error.kind.rawValue, error.message)
        response.headers.append("verdict-revision", source.revisionText)
        switch error.kind {
        case .methodNotAllowed:
            if let path = DecisionPath(request) { response.headers.append("allow", path.method) }
        case .serviceUnavailable: response.headers.append("retry-after", "1")
        default: break
        }
    }

    /// Whether the request must wait for the revision that it wants at least: whoever has just
    /// changed a policy sees the change in the next answer, on every loop.
    ///
    /// - Throws: If the revision is unreadable, or does not come in time.
    private func mustWait(_ request: borrowing HTTPRequest) throws(RequestError) -> Bool {
        var text: String?
        let isAsked = request.withHeader("verdict-at-least") { value in
            text = String(decoding: (0..<value.count).map { value[$0] }, as: UTF8.self)
        }
        guard isAsked else { return false }
        // Text that is no number of 64 bits is no revision that ever was or will be.
        guard let text, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let wanted = UInt64(text)
        else {
            throw RequestError(.badRequest, "header `verdict-at-least` must be a revision")
        }
        if wanted <= source.revision { return false }
        if request.mayWait, request.waited < DecisionRouterLimits.waitMax { return true }
        throw RequestError(
            .serviceUnavailable,
            "revision \(wanted) is not served yet; the latest is \(source.revision)")
    }

    private func checkBody(of request: borrowing HTTPRequest) throws(RequestError) {
        var isJSON = false
        request.withHeader("content-type") { type in
            isJSON = type.equals("application/json") || type.isJSONMediaType
        }
        guard isJSON else {
            throw RequestError(
                .badRequest, "header `content-type` must be `application/json`")
        }
        guard request.content.count <= JSONLimits.request.byteCountMax else {
            throw RequestError(
                .contentTooLarge,
                "the body is longer than \(JSONLimits.request.byteCountMax) bytes")
        }
        guard request.content.count > 0 else {
            throw RequestError(.badRequest, "the body is empty")
        }
    }

    /// Reads the body into `tree`.
    private mutating func parse(_ request: borrowing HTTPRequest) throws(RequestError) {
        do throws(JSONError) {
            try tree.parse(request.body, limits: .request)
        } catch {
            throw RequestError(
                .badRequest,
                "malformed JSON at line \(error.line), column \(error.column): "
                    + error.message.quotable)
        }
    }
}

/// How patient the API is.
package enum DecisionRouterLimits {
    /// LIMIT: how long a request waits for the revision that it wants at least. A change is
    /// published within milliseconds, a large reload within a second or two; whoever waits longer
    /// waits for something that may never come.
    package static let waitMax = Duration.seconds(2)
}

/// The paths of the decision API.
private enum DecisionPath {
    case evaluation
    case evaluations
    case discovery

    init?(_ request: borrowing HTTPRequest) {
        if request.hasPath(DiscoveryDocument.evaluationPath) {
            self = .evaluation
        } else if request.hasPath(DiscoveryDocument.evaluationsPath) {
            self = .evaluations
        } else if request.hasPath(DiscoveryDocument.path) {
            self = .discovery
        } else {
            return nil
        }
    }

    /// The one method that the path answers to.
    var method: String {
        switch self {
        case .evaluation, .evaluations: "POST"
        case .discovery: "GET"
        }
    }
}

extension Span<UInt8> {
    /// Whether a media type is JSON, whatever its parameters.
    fileprivate var isJSONMediaType: Bool {
        let text = String(decoding: (0..<count).map { self[$0] }, as: UTF8.self)
        let type = text.prefix { $0 != ";" }
        let end = type.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { type[...$0].lowercased() == "application/json" } ?? false
    }

    /// Whether a request id can be repeated in a response: visible ASCII, and short.
    ///
    /// LIMIT: 128 bytes hold every customary form, such as a UUID or a trace context; a longer
    /// header is none, and answering with it would let a client fill our send buffers.
    fileprivate var isRequestID: Bool {
        guard (1...128).contains(count) else { return false }
        for index in 0..<count where !(0x21...0x7E).contains(self[index]) { return false }
        return true
    }
}

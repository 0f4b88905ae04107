import HTTPMessage
import StrictJSON

/// Answers the requests of the decision API: which path, which method, which body.
///
/// Every response carries `verdict-revision`, and the request's `x-request-id` if it is one that
/// can be passed on. A router belongs to one event loop; it keeps the parser's storage between
/// requests and is not to be shared.
package final class DecisionRouter<Source: DecisionSource>: HTTPHandler {
    /// What answers the questions. May be replaced between two requests.
    package var source: Source

    private let api: AuthZEN
    private let discovery: HTTPResponse
    private var tree = JSONTree()

    /// Creates a router.
    ///
    /// - Parameters:
    ///   - mapping: How ids become ARNs.
    ///   - baseURL: Where clients reach the API, without a slash at the end. It goes into the
    ///     discovery document, which must never repeat what a request's host says.
    package init(
        source: Source, mapping: EntityMapping = EntityMapping(),
        baseURL: String = "http://127.0.0.1:8180"
    ) {
        self.source = source
        self.api = AuthZEN(mapping: mapping)
        self.discovery = HTTPResponse(
            status: 200,
            headers: [
                HTTPField("content-type", "application/json"),
                HTTPField("cache-control", "max-age=3600"),
            ],
            body: DiscoveryDocument(baseURL: baseURL).json)
    }

    package func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) {
        do throws(RequestError) {
            try route(request, &response)
        } catch {
            response.setText(status: error.kind.rawValue, error.message)
            if error.kind == .methodNotAllowed, let path = DecisionPath(request) {
                response.headers.append("allow", path.method)
            }
        }
        response.headers.append("verdict-revision", String(source.revision))
        if let id = request.header("x-request-id"), id.isRequestID {
            response.headers.append("x-request-id", id)
        }
    }

    private func route(
        _ request: borrowing HTTPRequest, _ response: inout HTTPResponse
    ) throws(RequestError) {
        guard let path = DecisionPath(request) else {
            throw RequestError(.notFound, "no such path")
        }
        guard request.method == (path == .discovery ? .get : .post) else {
            throw RequestError(.methodNotAllowed, "only \(path.method) is allowed here")
        }
        switch path {
        case .discovery:
            response = discovery
            return
        case .evaluation:
            try parse(request)
            response.body = try api.evaluation(tree, source: source)
        case .evaluations:
            try parse(request)
            response.body = try api.evaluations(tree, source: source)
        }
        response.headers.append("content-type", "application/json")
    }

    /// Reads the body into `tree`.
    private func parse(_ request: borrowing HTTPRequest) throws(RequestError) {
        guard request.header("content-type")?.isJSONMediaType == true else {
            throw RequestError(
                .unsupportedMediaType, "header `content-type` must be `application/json`")
        }
        guard request.body.count <= JSONLimits.request.byteCountMax else {
            throw RequestError(
                .contentTooLarge,
                "the body is longer than \(JSONLimits.request.byteCountMax) bytes")
        }
        guard !request.body.isEmpty else { throw RequestError(.badRequest, "the body is empty") }
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

extension String {
    /// Whether a media type is JSON, whatever its parameters.
    fileprivate var isJSONMediaType: Bool {
        let type = prefix { $0 != ";" }
        let end = type.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { type[...$0].lowercased() == "application/json" } ?? false
    }

    /// Whether a request id can be repeated in a response: visible ASCII, and short.
    ///
    /// LIMIT: 128 bytes hold every customary form, such as a UUID or a trace context; a longer
    /// header is none, and answering with it would let a client fill our send buffers.
    fileprivate var isRequestID: Bool {
        !isEmpty && utf8.count <= 128 && utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}

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
            headers: [.json, HTTPField("cache-control", "max-age=3600")],
            body: DiscoveryDocument(baseURL: baseURL).json)
    }

    package func respond(to request: HTTPRequest) -> HTTPResponse {
        var response: HTTPResponse
        do throws(RequestError) {
            response = try route(request)
        } catch {
            response = HTTPResponse(
                status: error.kind.rawValue,
                headers: [HTTPField("content-type", "text/plain; charset=utf-8")],
                body: Array((error.message + "\n").utf8))
            if error.kind == .methodNotAllowed, let method = DecisionPath(request.path)?.method {
                response.headers.append(HTTPField("allow", method))
            }
        }
        response.headers.append(HTTPField("verdict-revision", String(source.revision)))
        if let id = request.header("x-request-id"), id.isRequestID {
            response.headers.append(HTTPField("x-request-id", id))
        }
        return response
    }

    private func route(_ request: HTTPRequest) throws(RequestError) -> HTTPResponse {
        guard let path = DecisionPath(request.path) else {
            throw RequestError(.notFound, "no such path")
        }
        guard request.method == path.method else {
            throw RequestError(.methodNotAllowed, "only \(path.method) is allowed here")
        }
        switch path {
        case .discovery: return discovery
        case .evaluation:
            try parse(request)
            return HTTPResponse(
                status: 200, headers: [.json], body: try api.evaluation(tree, source: source))
        case .evaluations:
            try parse(request)
            return HTTPResponse(
                status: 200, headers: [.json], body: try api.evaluations(tree, source: source))
        }
    }

    /// Reads the body into `tree`.
    private func parse(_ request: HTTPRequest) throws(RequestError) {
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

    init?(_ path: String) {
        switch path {
        case DiscoveryDocument.evaluationPath: self = .evaluation
        case DiscoveryDocument.evaluationsPath: self = .evaluations
        case DiscoveryDocument.path: self = .discovery
        default: return nil
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

extension HTTPField {
    fileprivate static let json = HTTPField("content-type", "application/json")
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

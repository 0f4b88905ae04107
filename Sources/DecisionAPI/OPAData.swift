import HTTPMessage
import StrictJSON

/// The part of Open Policy Agent's REST API that asks for decisions, so that its clients need no
/// change but an address.
///
/// | request | answer |
/// |---|---|
/// | `POST /v1/data/PATH` with `{"input": …}`, `GET /v1/data/PATH?input=…` | `{"result": …}` |
/// | `POST /v0/data/PATH`, the body being the input | the bare value |
/// | `POST /` | the same for the document `verdict/allow` |
/// | `GET /health` | `{}` |
///
/// There are two kinds of documents: a path that ends in `allow` is a boolean, and one that ends in
/// `authz` or `verdict` is a package, `{"allow": true}`. No other is answered, not even as an
/// undefined one: a client that asks for `deny` would take what is undefined for an allow.
package final class OPAData: MountedProtocol {
    /// How long a body may be.
    ///
    /// LIMIT: as long as one of AuthZEN, which says the same.
    package static let inputByteCountMax = JSONLimits.request.byteCountMax

    package let countedAs = CountedProtocol.opa
    package let headerNames: [String] = []

    private let source: any DecisionSource
    private let reader: OPAInput

    /// Creates the protocol for one event loop.
    package init(source: any DecisionSource, mapping: EntityMapping = EntityMapping()) {
        self.source = source
        self.reader = OPAInput(mapping: mapping)
    }

    /// Whether a path is one of this API's, other than `/`.
    package static func owns(path: String) -> Bool {
        path == "/health" || OPACall(path: path) != nil
    }

    package func respond(
        to request: borrowing HTTPRequest, with response: inout HTTPResponse
    ) -> Bool {
        let path = request.path
        if path == "/health" {
            answerHealth(request.method, &response)
        } else if let call = OPACall(path: path) {
            do throws(RequestError) {
                response.body = try answer(call, request)
            } catch {
                answer(error, call, &response)
            }
        } else {
            return false
        }
        response.headers.append("content-type", fixed: "application/json")
        response.headers.append("verdict-revision", source.revisionText)
        return true
    }

    private func answerHealth(_ method: HTTPMethod, _ response: inout HTTPResponse) {
        response.setBody(copying: "{}")
        if method == .get || method == .head { return }
        response.status = 405
        response.headers.append("allow", fixed: "GET, HEAD")
    }

    private func answer(
        _ call: OPACall, _ request: borrowing HTTPRequest
    ) throws(RequestError) -> [UInt8] {
        guard call.allows(request.method) else {
            throw RequestError(.methodNotAllowed, "only \(call.methods) is allowed here")
        }
        guard let document = call.document else {
            throw RequestError(.notFound, "no such document; ask for one that ends in `/allow`")
        }
        let isGet = request.method == .get
        guard let content = isGet ? try OPAInput.parameter(of: request.query) : request.body else {
            return Array("{}".utf8)
        }
        guard content.count <= Self.inputByteCountMax else {
            throw RequestError(
                .contentTooLarge, "the input is longer than \(Self.inputByteCountMax) bytes")
        }
        // An empty body has no input, as in Open Policy Agent, where nothing is allowed then.
        if content.isEmpty, call.wraps { return Array("{}".utf8) }
        let tree = try OPAInput.parse(content)
        var input = tree.root
        if call.wraps, !isGet {
            guard tree.kind(input) == .object else {
                throw RequestError(.badRequest, "the body must be a JSON object")
            }
            guard let member = tree.member("input", of: input) else { return Array("{}".utf8) }
            input = member
        }
        let evaluation = try reader.read(input, of: tree)
        let answer = source.decide(evaluation.query, explain: evaluation.explain)
        var writer = JSONWriter()
        if call.wraps {
            writer.object { writer in
                writer.name("result")
                writer.write(answer, as: document)
            }
        } else {
            writer.write(answer, as: document)
        }
        return writer.bytes
    }

    private func answer(_ error: RequestError, _ call: OPACall, _ response: inout HTTPResponse) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("code")
            writer.string(error.kind.opaCode)
            writer.name("message")
            writer.string(error.message)
        }
        response.status = error.kind.rawValue
        response.body = writer.bytes
        if error.kind == .methodNotAllowed { response.headers.append("allow", call.methods) }
    }
}

/// A path of Open Policy Agent's data API.
private struct OPACall {
    /// What a path names.
    enum Document {
        /// Whether it is allowed.
        case rule
        /// An object with that rule.
        case package
    }

    /// Whether the input stands in `input`, and the value in `result`.
    let wraps: Bool
    /// What is asked for; `nil` if that isn't served.
    let document: Document?

    init?(path: String) {
        if path == "/" {
            (wraps, document) = (false, .rule)
            return
        }
        guard let version = ["/v1/data", "/v0/data"].first(where: path.hasPrefix) else {
            return nil
        }
        let rest = path.dropFirst(version.count)
        guard rest.isEmpty || rest.hasPrefix("/") else { return nil }
        wraps = version == "/v1/data"
        let segments = rest.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        switch segments.last {
        case "allow": document = .rule
        case "authz", "verdict": document = .package
        default: document = nil
        }
    }

    var methods: String { wraps ? "GET, POST" : "POST" }

    func allows(_ method: HTTPMethod) -> Bool { method == .post || wraps && method == .get }
}

extension JSONWriter {
    fileprivate mutating func write(_ answer: Answer, as document: OPACall.Document) {
        let isAllowed = answer.decision.isAllowed
        switch document {
        case .rule: boolean(isAllowed)
        case .package:
            object { writer in
                writer.name("allow")
                writer.boolean(isAllowed)
                guard let reason = answer.reason else { return }
                writer.name("reason")
                writer.write(reason, for: answer.decision)
            }
        }
    }
}

extension RequestError.Kind {
    /// Open Policy Agent's word for it.
    fileprivate var opaCode: String {
        switch self {
        case .badRequest, .contentTooLarge: "invalid_parameter"
        case .notFound: "undefined_document"
        case .methodNotAllowed: "method_not_allowed"
        case .serviceUnavailable: "internal_error"
        }
    }
}

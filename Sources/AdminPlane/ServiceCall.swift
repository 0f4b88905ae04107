import HTTPMessage
import Identities
import StrictJSON

/// A call of the JSON API for service-linked roles, as its request says it.
///
/// | method | path, below `/v1/services` | what |
/// |---|---|---|
/// | GET | | all services |
/// | GET | `/SERVICE` | one service |
/// | GET | `/SERVICE/accounts/ACCOUNT` | how it stands in an account |
/// | PUT | `/SERVICE/accounts/ACCOUNT` | sets it up, with `{"region": …, "settings": {…}}` |
/// | PUT | `/SERVICE/accounts/ACCOUNT/resources/ARN` | a use, with `{"region": …, "expires": …}` |
/// | DELETE | `/SERVICE/accounts/ACCOUNT/resources/ARN` | the use ends |
///
/// An ARN in a path is percent-encoded, its slashes included. `expires` is in whole seconds since
/// 1970 in UTC.
enum ServiceCall {
    /// Where all paths begin.
    static let root = "/v1/services"

    case list
    case show(service: String)
    case state(service: String, account: String)
    case setUp(service: String, account: String, region: String, settings: String)
    case register(RoleUseRecord)
    case release(service: String, account: String, resource: String)

    // LIMIT: bytes of a body: settings of the greatest length, and what stands around them.
    private static let limits = JSONLimits(
        depthMax: 64, byteCountMax: 128 << 10, nodeCountMax: 16_384)

    /// Reads a request.
    init(method: HTTPMethod, path: String, body: [UInt8]) throws(ServiceCallError) {
        let parts = try Self.parts(path)
        switch (method, parts.count) {
        case (.get, 0): self = .list
        case (.get, 1): self = .show(service: parts[0])
        case (.get, 3): self = .state(service: parts[0], account: parts[2])
        case (.put, 3):
            let object = try Self.object(body, known: ["region", "settings"])
            self = .setUp(
                service: parts[0], account: parts[2], region: try object.region(),
                settings: try object.settings())
        case (.put, 5):
            let object = try Self.object(body, known: ["region", "expires"])
            self = .register(
                RoleUseRecord(
                    service: parts[0], account: parts[2], resource: parts[4],
                    region: try object.region(), expires: try object.expires()))
        case (.delete, 5):
            self = .release(service: parts[0], account: parts[2], resource: parts[4])
        default: throw ServiceCallError(.badMethod, "the method does not fit the path")
        }
    }

    /// The service that the call is about; `nil` if it is about all.
    var service: String? {
        switch self {
        case .list: nil
        case .show(let service), .state(let service, _), .setUp(let service, _, _, _),
            .release(let service, _, _):
            service
        case .register(let use): use.service
        }
    }

    /// The account that the call is about, if it is about one.
    var account: String? {
        switch self {
        case .list, .show: nil
        case .state(_, let account), .setUp(_, let account, _, _), .release(_, let account, _):
            account
        case .register(let use): use.account
        }
    }

    /// What follows the root, taken apart and decoded.
    private static func parts(_ path: String) throws(ServiceCallError) -> [String] {
        var parts: [String] = []
        for part in path.dropFirst(root.count).split(
            separator: "/", omittingEmptySubsequences: false
        ).dropFirst() {
            guard let bytes = PercentEncoding.decoded(part.utf8),
                let text = String(validating: bytes, as: UTF8.self), !text.isEmpty
            else { throw ServiceCallError(.noSuchPath, "no such path") }
            parts.append(text)
        }
        let words = [1: "accounts", 3: "resources"]
        let isKnown = parts.indices.allSatisfy { words[$0] == nil || words[$0] == parts[$0] }
        guard [0, 1, 3, 5].contains(parts.count), isKnown else {
            throw ServiceCallError(.noSuchPath, "no such path")
        }
        return parts
    }

    private static func object(
        _ body: [UInt8], known: Set<String>
    ) throws(ServiceCallError) -> Body {
        let tree: JSONTree
        do throws(JSONError) { tree = try JSONTree(parsing: body, limits: limits) } catch {
            throw ServiceCallError(
                .invalidInput, "body, line \(error.line), column \(error.column): \(error.message)")
        }
        guard tree.kind(tree.root) == .object else {
            throw ServiceCallError(.invalidInput, "the body must be a JSON object")
        }
        for (name, _) in tree.members(of: tree.root) {
            let text = tree.string(name) ?? ""
            guard known.contains(text) else {
                throw ServiceCallError(.invalidInput, "unknown member `\(text)`")
            }
        }
        return Body(tree: tree)
    }

    /// The members of a body.
    private struct Body {
        let tree: JSONTree

        func region() throws(ServiceCallError) -> String {
            guard let node = tree.member("region", of: tree.root),
                let region = tree.string(node)
            else { throw ServiceCallError(.invalidInput, "member `region` must be a string") }
            return region
        }

        /// The settings as they are written; `{}` if there are none.
        func settings() throws(ServiceCallError) -> String {
            guard let node = tree.member("settings", of: tree.root) else { return "{}" }
            guard tree.kind(node) == .object else {
                throw ServiceCallError(.invalidInput, "member `settings` must be an object")
            }
            return String(decoding: tree.bytes(node), as: UTF8.self)
        }

        func expires() throws(ServiceCallError) -> Int64? {
            guard let node = tree.member("expires", of: tree.root) else { return nil }
            guard tree.kind(node) == .number,
                let second = Int64(String(decoding: tree.bytes(node), as: UTF8.self))
            else {
                throw ServiceCallError(
                    .invalidInput,
                    "member `expires` must be whole seconds since 1970 in UTC")
            }
            return second
        }
    }
}

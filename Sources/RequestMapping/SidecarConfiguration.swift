import PolicyLanguage
import PolicyModel
import YAML

/// What an operator says in the file of `--config`.
///
///     mapping:
///       routes: […]          # see ``MappingReader``
///     forward-auth:
///       request: forwarded   # see ``ForwardAuthSettings``
///     ext-authz: {}          # see ``ExternalAuthorizationSettings``
package struct SidecarConfiguration: Sendable {
    /// What HTTP requests mean as questions.
    package var map = RequestMap()
    /// How gateways ask at `/forward-auth`; `nil` if they may not.
    package var forwardAuth: ForwardAuthSettings?

    /// How Envoy is answered.
    package var externalAuthorization = ExternalAuthorizationSettings()

    /// One in which everything is denied.
    package init() {}

    /// Reads a file's text.
    ///
    /// - Parameter file: What messages call the file.
    /// - Throws: Everything that is wrong with it.
    package init(_ text: [UInt8], file: String) throws(RequestMap.Mistakes) {
        let root: YAMLNode
        do throws(YAMLError) { root = try YAMLNode.parse(text) } catch {
            throw .init(file, error.position, error.message)
        }
        guard let members = root.members else {
            throw .init(file, root.position, "a configuration must have members")
        }
        var mistakes: [FileMistake] = []
        for member in members {
            do throws(RequestMap.Mistakes) {
                switch member.name {
                case "mapping": map = try RequestMap.read(member.value, file: file)
                case "forward-auth":
                    forwardAuth = try ForwardAuthSettings(member.value, file: file)
                case "ext-authz":
                    externalAuthorization = try ExternalAuthorizationSettings(
                        member.value, file: file)
                default:
                    throw .init(file, member.position, "unknown member `\(member.name)`")
                }
            } catch {
                mistakes += error.mistakes
            }
        }
        guard mistakes.isEmpty else {
            throw RequestMap.Mistakes(mistakes: mistakes.sortedByPosition)
        }
    }
}

extension RequestMap.Mistakes {
    init(_ file: String, _ position: SourcePosition, _ message: String) {
        self.init(mistakes: [FileMistake(file: file, position: position, message: message)])
    }
}

/// How gateways ask at `/forward-auth`.
///
///     forward-auth:
///       request: forwarded           # required
///       source-address: x-forwarded-for
///       peer: x-client-spiffe-id
///       challenge: Basic realm="shop"
///
/// Which header fields are believed is never guessed: a gateway passes on others as its clients have
/// sent them.
package struct ForwardAuthSettings: Sendable, Hashable {
    /// Where the request that is asked about stands.
    package enum Style: String, Sendable, Hashable, CaseIterable {
        /// In `x-forwarded-method`, `x-forwarded-host` and `x-forwarded-uri`: Traefik, Caddy.
        case forwarded
        /// In `x-original-method`, `x-original-uri` and the request's own host: nginx.
        case original
        /// In the request's own method and host, and below the path: Envoy, HAProxy.
        case path
    }

    /// Where the request stands.
    package var style: Style
    /// The header field, in lower case, whose last element is the client's address.
    package var sourceAddressHeader: String?
    /// The header field, in lower case, with the name in the client's certificate.
    package var peerHeader: String?
    /// What a request without a principal is told to prove who it is with: then it gets status 401
    /// with this in `www-authenticate`, otherwise 403 as all that are denied.
    package var challenge: String?

    /// Creates settings.
    package init(style: Style) { self.style = style }

    init(_ node: YAMLNode, file: String) throws(RequestMap.Mistakes) {
        guard let members = node.members else {
            throw .init(file, node.position, "`forward-auth` must have members")
        }
        guard let name = node["request"]?.text, let style = Style(rawValue: name) else {
            let names = Style.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw .init(
                file, (node["request"] ?? node).position, "`request` must be one of \(names)")
        }
        self.init(style: style)
        for member in members where member.name != "request" {
            guard let text = member.value.text, !text.isEmpty,
                text.utf8.allSatisfy({ 0x20...0x7E ~= $0 })
            else {
                throw .init(
                    file, member.value.position, "`\(member.name)` must be a text in ASCII")
            }
            switch member.name {
            case "source-address": sourceAddressHeader = text.lowercased()
            case "peer": peerHeader = text.lowercased()
            case "challenge": challenge = text
            default: throw .init(file, member.position, "unknown member `\(member.name)`")
            }
        }
    }
}

import HTTPMessage
import RequestMapping

/// Forward authentication: a web server or gateway sends its client's request on, or what it says of
/// it, and reads the answer's status.
///
/// | status | meaning | nginx | Caddy, Traefik, HAProxy | Envoy |
/// |---|---|---|---|---|
/// | 200 | allowed | goes on | goes on | goes on |
/// | 401 | no principal, and a challenge is configured | denied, passed on | passed on | passed on |
/// | 403 | denied | denied | passed on | passed on |
/// | 503 | nothing is configured | error 500 | passed on | error |
///
/// Any method and any path below ``path`` will do; a body is not looked at.
package final class ForwardAuth: MountedProtocol {
    /// Where it is served.
    package static let path = "/forward-auth"

    package let countedAs = CountedProtocol.forwardAuth
    package let headerNames: [String] = []
    /// Mappings may ask for any field.
    package let wantsAllHeaders = true

    private let source: any DecisionSource
    private let decider: MappedDecider

    /// Creates the protocol for one event loop.
    ///
    /// - Parameter decider: Of the same source.
    package init(source: any DecisionSource, decider: MappedDecider) {
        self.source = source
        self.decider = decider
    }

    package func respond(
        to request: borrowing HTTPRequest, with response: inout HTTPResponse
    ) -> Bool {
        guard request.hasPath(below: Self.path) else { return false }
        decider.begin()
        guard let settings = decider.configuration.forwardAuth else {
            response.setText(status: 503, "forward-auth is not configured")
            response.headers.append("verdict-revision", source.revisionText)
            return true
        }
        fill(from: request, settings)
        answer(decider.decide(), settings, &response)
        return true
    }

    /// Gathers what the request says of the one that is asked about.
    private func fill(from request: borrowing HTTPRequest, _ settings: ForwardAuthSettings) {
        request.headers.withEachField { name, value, _ in
            decider.facts.add(.header, name, value)
        }
        switch settings.style {
        case .forwarded:
            if let method = only("x-forwarded-method", of: request) {
                decider.facts.setMethod(method.span)
            }
            if let host = only("x-forwarded-host", of: request) {
                decider.facts.setHost(host.span)
            }
            if let target = only("x-forwarded-uri", of: request) {
                decider.facts.setTarget(target.span)
            }
        case .original:
            if let method = only("x-original-method", of: request) {
                decider.facts.setMethod(method.span)
            }
            request.authority.withSpan { decider.facts.setHost($0) }
            if let target = only("x-original-uri", of: request) {
                decider.facts.setTarget(target.span)
            }
        case .path:
            decider.facts.setMethod(Array(request.method.name.utf8).span)
            request.authority.withSpan { decider.facts.setHost($0) }
            request.withTarget { target in
                decider.facts.setTarget(target.extracting(droppingFirst: Self.path.utf8.count))
            }
        }
        if let name = settings.sourceAddressHeader, let value = request.values(of: name).last {
            // The last element is what the gateway has added itself, and some add a field for it.
            let comma = value.lastIndex(of: UInt8(ascii: ","))
            let last = value[(comma.map { $0 + 1 } ?? 0)...].drop { $0 == UInt8(ascii: " ") }
            decider.facts.setSourceAddress(Array(last).span)
        }
        if let name = settings.peerHeader, let value = only(name, of: request) {
            decider.facts.setPeerName(value.span)
        }
    }

    /// The value of a header field, if it is there. Twice, it would be read differently by those who
    /// take the first and those who take the last.
    private func only(_ name: String, of request: borrowing HTTPRequest) -> [UInt8]? {
        let values = request.values(of: name)
        if values.count > 1 { decider.facts.setUnclear() }
        return values.first
    }

    private func answer(
        _ decision: MappedDecision, _ settings: ForwardAuthSettings,
        _ response: inout HTTPResponse
    ) {
        switch decision {
        case .decided(isAllowed: true):
            response.status = 200
        case .unmapped(.part(.principal, .missing, _)) where settings.challenge != nil:
            response.setText(status: 401, "not authenticated")
            response.headers.append("www-authenticate", settings.challenge ?? "")
        case .decided(isAllowed: false), .unmapped:
            response.setText(status: 403, "denied")
        }
        response.headers.append("verdict-revision", source.revisionText)
    }
}

extension HTTPRequest {
    /// Whether the path is this or below it.
    fileprivate func hasPath(below path: String) -> Bool {
        let bytes = Array(path.utf8)
        var isBelow = false
        withTarget { target in
            guard target.count >= bytes.count else { return }
            for (index, byte) in bytes.enumerated() where target[index] != byte { return }
            isBelow =
                target.count == bytes.count || target[bytes.count] == UInt8(ascii: "/")
                || target[bytes.count] == UInt8(ascii: "?")
        }
        return isBelow
    }

    /// The values of a header field, in their order.
    fileprivate func values(of name: String) -> [[UInt8]] {
        var values: [[UInt8]] = []
        let wanted = Array(name.utf8)
        headers.withEachField { name, value, _ in
            guard name.count == wanted.count else { return }
            for (index, byte) in wanted.enumerated() where name[index] != byte { return }
            values.append((0..<value.count).map { value[$0] })
        }
        return values
    }
}

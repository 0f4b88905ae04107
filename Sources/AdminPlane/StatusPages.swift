import BearerTokens
import DecisionPoint
import EventLoop
import HTTPMessage
import StrictJSON

/// What the daemon says about itself.
///
/// | path | what | scope of a token, where one is needed |
/// |---|---|---|
/// | `/healthz` | the process answers | none |
/// | `/readyz` | policies are served, and the stop has not begun | none |
/// | `/version` | program and revision, in JSON | `metrics`, `admin` |
/// | `/metrics` | for Prometheus | `metrics`, `admin` |
/// | `/config` | what it was told to do, in JSON, without secrets | `admin` |
///
/// A reload that has failed leaves the daemon ready: it serves what it served before, and taking it
/// out of service would turn a bad file into an outage. The metric `verdict_reload_last_failed` is
/// what to be alarmed by.
package struct StatusPages: Sendable {
    private let version: String
    private let publisher: Publisher
    private let counters: DaemonCounters
    private let configuration: ConfigurationPage
    private let drain: DrainFlag
    private let epochSeconds: @Sendable () -> Int64

    /// Creates the pages.
    ///
    /// - Parameters:
    ///   - version: The program's.
    ///   - drain: Says when the stop has begun.
    package init(
        version: String, publisher: Publisher, counters: DaemonCounters = DaemonCounters(),
        configuration: ConfigurationPage = ConfigurationPage(), drain: DrainFlag = DrainFlag(),
        epochSeconds: @escaping @Sendable () -> Int64
    ) {
        self.version = version
        self.publisher = publisher
        self.counters = counters
        self.configuration = configuration
        self.drain = drain
        self.epochSeconds = epochSeconds
    }

    /// The pages by their paths.
    private enum Page: String {
        case healthz = "/healthz"
        case readyz = "/readyz"
        case version = "/version"
        case metrics = "/metrics"
        case config = "/config"

        /// What a token must be good for, any of them; `nil` if none is needed.
        var scopes: TokenScopes? {
            switch self {
            case .healthz, .readyz: nil
            case .version, .metrics: [.metrics, .admin]
            case .config: .admin
            }
        }
    }

    /// Answers a request for one of the pages.
    ///
    /// - Returns: Whether the path is one of them.
    func respond(
        to request: borrowing HTTPRequest, path: String, access: AdminAccess,
        with response: inout HTTPResponse
    ) -> Bool {
        guard let page = Page(rawValue: path) else { return false }
        do throws(TokenRefusal) {
            if let scopes = page.scopes { try access.admit(request, for: scopes) }
        } catch {
            error.answer(&response, isGRPC: false)
            return true
        }
        guard request.method == .get || request.method == .head else {
            response.setText(status: 405, "the method must be GET")
            response.headers.append("allow", fixed: "GET, HEAD")
            return true
        }
        switch page {
        case .healthz: response.setText(status: 200, "ok")
        case .readyz:
            // Without policies there is no publisher, and without a publisher no admin plane.
            if drain.isSet {
                response.setText(status: 503, "draining")
            } else {
                response.setText(status: 200, "ready: revision \(publisher.revision)")
            }
        case .version: response.setJSON(versionJSON)
        case .config:
            response.setJSON(configuration.json(version: version, revision: publisher.revision))
        case .metrics:
            let metrics = DaemonMetrics(
                version: version, publisher: publisher, counters: counters,
                epochSeconds: epochSeconds())
            response.headers.append("content-type", MetricsText.contentType)
            response.body = Array(metrics.text().utf8)
        }
        return true
    }

    private var versionJSON: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("version")
            writer.string(version)
            writer.name("revision")
            writer.integer(Int(publisher.revision))
        }
        return writer.bytes
    }
}

extension HTTPResponse {
    /// Makes this an answer in JSON.
    fileprivate mutating func setJSON(_ json: [UInt8]) {
        headers.append("content-type", fixed: "application/json")
        body = json
    }
}

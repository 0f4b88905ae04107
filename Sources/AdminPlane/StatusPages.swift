import DecisionPoint
import HTTPMessage
import StrictJSON

/// What the daemon says about itself, to anybody who asks: nothing of it is secret.
///
/// | path | what |
/// |---|---|
/// | `/healthz` | the process answers |
/// | `/readyz` | policies are served |
/// | `/version` | program and revision, in JSON |
/// | `/metrics` | for Prometheus |
package struct StatusPages {
    private let version: String
    private let publisher: Publisher
    private let cache: CacheCounterList
    private let epochSeconds: @Sendable () -> Int64

    /// Creates the pages.
    ///
    /// - Parameter version: The program's.
    package init(
        version: String, publisher: Publisher, cache: CacheCounterList,
        epochSeconds: @escaping @Sendable () -> Int64
    ) {
        self.version = version
        self.publisher = publisher
        self.cache = cache
        self.epochSeconds = epochSeconds
    }

    /// Answers a request for one of the pages.
    ///
    /// - Returns: Whether the path is one of them.
    func respond(
        to request: borrowing HTTPRequest, path: String, with response: inout HTTPResponse
    ) -> Bool {
        guard ["/healthz", "/readyz", "/version", "/metrics"].contains(path) else { return false }
        guard request.method == .get || request.method == .head else {
            response.setText(status: 405, "the method must be GET")
            response.headers.append("allow", fixed: "GET, HEAD")
            return true
        }
        switch path {
        case "/version":
            response.headers.append("content-type", fixed: "application/json")
            response.body = versionJSON
        case "/metrics":
            response.headers.append("content-type", MetricsText.contentType)
            response.body = Array(metrics.utf8)
        // Without policies there is no publisher, and without a publisher no admin plane.
        case "/readyz": response.setText(status: 200, "ready: revision \(publisher.revision)")
        default: response.setText(status: 200, "ok")
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

    private var metrics: String {
        var metrics = MetricsText()
        metrics.add(
            "verdict_build_info", .gauge, "The program's version.",
            [(labels: "version=\"\(version)\"", value: 1)])
        metrics.add(
            "verdict_policy_revision", .gauge, "The revision of the policies that serve.",
            publisher.revision)
        metrics.add(
            "verdict_policy_published_timestamp_seconds", .gauge,
            "When policies were last published, in seconds since 1970.",
            publisher.lastSuccessEpochSeconds)
        metrics.add(
            "verdict_policy_age_seconds", .gauge, "How long ago that was.",
            max(0, epochSeconds() - publisher.lastSuccessEpochSeconds))
        metrics.add(
            "verdict_policy_publications_total", .counter, "Revisions published.",
            publisher.publicationCount)
        metrics.add(
            "verdict_policy_publication_failures_total", .counter,
            "Reloads and changes that left the policies before in place.", publisher.failureCount)
        metrics.add(
            "verdict_cache_events_total", .counter, "What happened at the decision cache.",
            CacheCounters.Event.allCases.map { event in
                (labels: "event=\"\(event)\"", value: cache.total(of: event))
            })
        return metrics.text
    }
}

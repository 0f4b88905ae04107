import DecisionAPI
import DecisionPoint
import HTTP2
import LockFree
import Server

/// Everything that the daemon counts, as metrics.
///
/// Numbers of several loops are read one after the other while the loops go on, so that sums may be
/// a turn apart. Each by itself is exact.
struct DaemonMetrics {
    let version: String
    let publisher: Publisher
    let counters: DaemonCounters
    let epochSeconds: Int64

    /// The text of a page.
    func text() -> String {
        var metrics = MetricsText()
        metrics.add(
            "verdict_build_info", .gauge, "The program's version.",
            [.init("version=\"\(version)\"", 1)])
        addPolicies(to: &metrics)
        addDecisions(to: &metrics)
        addTransport(to: &metrics)
        addReloads(to: &metrics)
        ProcessMetrics()?.add(to: &metrics)
        return metrics.text
    }

    private func addPolicies(to metrics: inout MetricsText) {
        metrics.add(
            "verdict_policy_revision", .gauge, "The revision of the policies that serve.",
            publisher.revision)
        metrics.add(
            "verdict_policy_published_timestamp_seconds", .gauge,
            "When policies were last published, in seconds since 1970.",
            publisher.lastSuccessEpochSeconds)
        metrics.add(
            "verdict_policy_age_seconds", .gauge, "How long ago that was.",
            max(0, epochSeconds - publisher.lastSuccessEpochSeconds))
        metrics.add(
            "verdict_policy_publications_total", .counter, "Revisions published.",
            publisher.publicationCount)
        metrics.add(
            "verdict_policy_publication_failures_total", .counter,
            "Reloads and changes that left the policies before in place.", publisher.failureCount)
    }

    private func addDecisions(to metrics: inout MetricsText) {
        let all = counters.decisions.all
        metrics.add(
            "verdict_decisions_total", .counter, "Questions decided, by protocol and answer.",
            CountedProtocol.allCases.flatMap { asked in
                [true, false].map { isAllowed in
                    .init(
                        "protocol=\"\(asked.label)\",decision=\"\(isAllowed ? "allow" : "deny")\"",
                        all.sum { $0.count(isAllowed: isAllowed, by: asked) })
                }
            })
        metrics.add(
            "verdict_undecided_total", .counter,
            "Questions denied because they could not be decided, each time they were evaluated.",
            DecisionCounters.Undecided.allCases.map { undecided in
                .init(
                    "reason=\"\(undecided.snakeCase)\"", all.sum { $0.count(of: undecided) })
            })
        metrics.add(
            "verdict_requests_total", .counter, "Requests answered, by protocol and status code.",
            CountedProtocol.allCases.flatMap { asked in
                (DecisionCounters.statuses.map(Optional.some) + [nil]).map { status in
                    let code = status.map(String.init) ?? "other"
                    return .init(
                        "protocol=\"\(asked.label)\",code=\"\(code)\"",
                        all.sum { $0.count(status: status, by: asked) })
                }
            })
        metrics.add(
            "verdict_cache_events_total", .counter, "What happened at the decision cache.",
            CacheCounters.Event.allCases.map { event in
                .init("event=\"\(event)\"", counters.cache.total(of: event))
            })
    }

    private func addTransport(to metrics: inout MetricsText) {
        let loops = counters.loops.all
        func total(_ number: LoopCounters.Number) -> UInt64 { loops.sum { $0[number] } }
        let bounds = LatencyCounters.boundsMicroseconds
        metrics.addHistogram(
            "verdict_request_duration_seconds",
            "From a loop's waking to the writing of its answers, counted for each of them.",
            bounds: bounds.map { Double($0) / 1e6 },
            counts: (0...bounds.count).map { index in loops.sum { $0.latency.count(at: index) } },
            sum: Double(loops.sum { $0.latency.sumNanoseconds }) / 1e9)
        metrics.add(
            "verdict_connections", .gauge, "Connections of the data plane.",
            total(.openConnections))
        metrics.add(
            "verdict_connections_accepted_total", .counter, "Connections that were served.",
            total(.acceptedConnections))
        metrics.add(
            "verdict_connections_refused_total", .counter, "Connections that were not served.",
            [
                .init("reason=\"limit\"", total(.excessConnections)),
                .init("reason=\"resources\"", total(.failedAccepts)),
            ])
        metrics.add(
            "verdict_connections_ended_total", .counter, "Connections that the daemon has ended.",
            ConnectionEnd.allCases.map { .init("reason=\"\($0.snakeCase)\"", total($0.number)) })
        metrics.add(
            "verdict_strained_turns_total", .counter,
            "Turns of event loops that fell behind, and refused streams of clients with many.",
            total(.strainedTurns))
        metrics.add(
            "verdict_connection_faults_total", .counter,
            "Connections that were ended since their clients broke the protocol or flooded us.",
            ConnectionFault.allCases.map { fault in
                .init("reason=\"\(fault.snakeCase)\"", loops.sum { $0.streams.count(of: fault) })
            })
        metrics.add("verdict_streams", .gauge, "Open streams.", total(.openStreams))
        metrics.add(
            "verdict_streams_waiting", .gauge, "Requests that wait for a revision.",
            total(.waitingStreams))
        metrics.add(
            "verdict_streams_opened_total", .counter, "Streams that clients have opened.",
            loops.sum { $0.streams.count(of: .opened) })
        metrics.add(
            "verdict_streams_refused_total", .counter, "Streams for which there was no room.",
            loops.sum { $0.streams.count(of: .turnedAway) })
        metrics.add(
            "verdict_buffered_bytes", .gauge, "Bytes of bodies of open streams.",
            total(.bufferedBytes))
        metrics.add(
            "verdict_http_refusals_total", .counter, "Requests that the transport turned down.",
            Refusal.allCases.map { refusal in
                .init(
                    "reason=\"\(refusal.snakeCase)\"", loops.sum { $0.streams.count(of: refusal) })
            })
    }

    private func addReloads(to metrics: inout MetricsText) {
        let reloads = counters.reloads
        let subjects = ReloadCounters.Subject.allCases
        metrics.add(
            "verdict_reloads_total", .counter, "Files that were read anew while serving.",
            subjects.flatMap { subject -> [MetricsText.Sample] in
                [
                    .init(
                        "subject=\"\(subject.rawValue)\",outcome=\"success\"",
                        reloads.successCount(of: subject)),
                    .init(
                        "subject=\"\(subject.rawValue)\",outcome=\"failure\"",
                        reloads.failureCount(of: subject)),
                ]
            } + [
                .init("subject=\"bundle\",outcome=\"success\"", publisher.publicationCount - 1),
                .init("subject=\"bundle\",outcome=\"failure\"", publisher.failureCount),
            ])
        metrics.add(
            "verdict_reload_last_failed", .gauge,
            "1 if the last attempt failed, so that something older serves than the files say.",
            subjects.map { .init("subject=\"\($0.rawValue)\"", reloads.hasLastFailed($0) ? 1 : 0) }
                + [.init("subject=\"bundle\"", publisher.hasLastFailed ? 1 : 0)])
    }
}

extension Array {
    /// A number of each element, added up.
    fileprivate func sum(_ number: (Element) -> UInt64) -> UInt64 {
        reduce(0) { $0 + number($1) }
    }
}

extension RawRepresentable {
    /// The case's name in the spelling of label values: `bodyTooLarge` is `body_too_large`.
    fileprivate var snakeCase: String {
        "\(self)".reduce(into: "") { text, character in
            if character.isUppercase { text += "_" }
            text += character.lowercased()
        }
    }
}

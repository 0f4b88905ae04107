import HTTPMessage
import StrictJSON
import Testing

@Suite("Status of the daemon")
struct StatusTests {
    @Test("anybody may ask whether it lives, and which version it is")
    func health() throws {
        let rig = try Rig()
        #expect(rig.call(.get, "/healthz", by: nil).text == "ok\n")
        #expect(rig.call(.head, "/healthz", by: nil).status == 200)
        #expect(rig.call(.post, "/healthz", by: nil).status == 405)
        #expect(rig.call(.get, "/readyz", by: nil).text == "ready: revision 1\n")
        #expect(
            rig.call(.get, "/version", by: nil).text == #"{"version":"1.2.3","revision":1}"#)
        #expect(rig.call(.get, "/healthzz", by: nil).status == 404)
    }

    @Test("who is about to stop is not ready, but well")
    func draining() throws {
        let rig = try Rig()
        rig.drain.set()
        let answer = rig.call(.get, "/readyz", by: nil)
        #expect(answer.status == 503)
        #expect(answer.text == "draining\n")
        #expect(rig.call(.get, "/healthz", by: nil).status == 200)
    }

    @Test("the configuration is told with its limits, in units")
    func configuration() throws {
        let answer = try Rig().call(.get, "/config", by: nil)
        #expect(answer.contentType == "application/json")
        let limits = JSONLimits(depthMax: 8, byteCountMax: 1 << 20, nodeCountMax: 1 << 10)
        let tree = try JSONTree(parsing: Array(answer.text.utf8), limits: limits)
        let options = try #require(tree.member("options", of: tree.root))
        #expect(tree.member("store", of: options).map { tree.kind($0) } == .null)
        #expect(answer.text.hasPrefix(#"{"version":"1.2.3","revision":1,"options":{"listen":["#))
        #expect(answer.text.contains(#""connectionCountMax":16384"#))
        #expect(answer.text.contains(#""idleDurationMax":"300.0 s""#))
        #expect(answer.text.contains(#""http2.bodyByteCountMax":65536"#))
    }

    @Test("metrics count what has happened, each with its help and its type")
    func metrics() throws {
        let rig = try Rig()
        _ = rig.query(AdministrationTests.create)
        let answer = rig.call(.get, "/metrics", by: nil)
        #expect(answer.contentType == "text/plain; version=0.0.4; charset=utf-8")
        let lines = answer.text.split(separator: "\n")
        #expect(lines.contains("verdict_policy_revision 2"))
        #expect(lines.contains("verdict_policy_publications_total 2"))
        #expect(lines.contains("verdict_policy_age_seconds 5"))
        #expect(lines.contains("verdict_build_info{version=\"1.2.3\"} 1"))
        #expect(lines.contains("verdict_cache_events_total{event=\"hit\"} 0"))
        let page = try MetricsPage(parsing: answer.text)
        #expect(page.value("process_open_fds") ?? 0 > 2)
        #expect(page.value("process_cpu_seconds_total") ?? 0 > 0)
        #expect(page.value("process_resident_memory_bytes") ?? 0 > 1e6)
    }

    @Test("what loops have counted is added up")
    func sums() throws {
        let rig = try Rig()
        rig.counters.reloads.countFailure(of: .tokens)
        rig.counters.cache.add().count(.hit)
        rig.counters.cache.add().count(.hit)
        let page = try MetricsPage(parsing: rig.call(.get, "/metrics", by: nil).text)
        #expect(page.value("verdict_cache_events_total{event=\"hit\"}") == 2)
        let failures = "verdict_reloads_total{subject=\"tokens\",outcome=\"failure\"}"
        #expect(page.value(failures) == 1)
        #expect(page.value("verdict_reload_last_failed{subject=\"tokens\"}") == 1)
        #expect(page.value("verdict_reload_last_failed{subject=\"bundle\"}") == 0)
        #expect(page.value("verdict_http_refusals_total{reason=\"body_too_large\"}") == 0)
        #expect(
            page.value("verdict_decisions_total{protocol=\"ext_authz\",decision=\"deny\"}") == 0)
    }

    @Test("decisions are made in a turn of their own")
    func decisions() throws {
        let answer = try Rig().call(.post, "/access/v1/evaluation", "{}", by: nil)
        #expect(answer.text == "/access/v1/evaluation in turn its own\n")
    }
}

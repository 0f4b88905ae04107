import HTTPMessage
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
        let names = lines.filter { !$0.hasPrefix("#") }
            .map { $0.prefix { $0 != " " && $0 != "{" } }
        for name in Set(names) {
            #expect(lines.count { $0.hasPrefix("# HELP \(name) ") } == 1)
            #expect(lines.count { $0.hasPrefix("# TYPE \(name) ") } == 1)
        }
    }

    @Test("decisions are made in a turn of their own")
    func decisions() throws {
        let answer = try Rig().call(.post, "/access/v1/evaluation", "{}", by: nil)
        #expect(answer.text == "/access/v1/evaluation in turn its own\n")
    }
}

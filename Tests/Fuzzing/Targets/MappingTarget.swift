import Directory
import FlatMemory
import RequestMapping

/// The mapping table and the requests that it maps. An input is a request's target and a
/// configuration, with a line end between.
///
/// A mistake has a place; what comes of a request has the form of a question, and says nothing of the
/// caller that only the daemon may say.
final class MappingTarget: FuzzTarget {
    private var question = Question(hash: KeyedHash(key: 7))

    func take(_ input: [UInt8]) -> String? {
        let parts = input.split(
            separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let configuration: SidecarConfiguration
        do throws(RequestMap.Mistakes) {
            configuration = try SidecarConfiguration(Array(parts[1]), file: "verdict.yaml")
        } catch {
            return error.mistakes.isEmpty || error.mistakes.contains { $0.position == nil }
                ? "a mistake without a place" : nil
        }
        var mapper = RequestMapper(configuration.map)
        var facts = RequestFacts()
        facts.setMethod(Array("GET".utf8).span)
        facts.setHost(Array("x.c.d:80".utf8).span)
        facts.setTarget(Array(parts[0]).span)
        facts.setSourceAddress(Array("::ffff:10.0.0.1".utf8).span)
        facts.add(.header, Array("x-user".utf8).span, Array("ada".utf8).span)
        facts.add(.claim, Array("sub".utf8).span, Array("arn:aws:iam::1:user/a".utf8).span)
        guard case .mapped = mapper.map(&facts, into: &question) else { return nil }
        let query = question.query
        if !query.principal.hasPrefix("arn:") || !query.resource.hasPrefix("arn:") {
            return "no ARN: \(query.principal), \(query.resource)"
        }
        if query.context.keys.contains(where: { $0.lowercased().hasPrefix("verdict:") }) {
            return "a fact that is not the request's to say"
        }
        return nil
    }
}

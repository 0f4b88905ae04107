import Directory
import FlatMemory
import RequestMapping
import TestSupport
import Testing

/// Whatever stands in a file and in requests, there is an answer, and it has the form of a question.
@Suite("Rubbish")
struct RubbishTests {
    private static let configuration = """
        forward-auth: {request: original, source-address: x-real-ip, challenge: Basic}
        mapping:
          trusted-headers: [x-user]
          context-extensions: true
          principal: "{header.x-user}"
          routes:
            - name: one
              host: [a.b, "*.c.d"]
              method: [GET, PUT]
              path: /orders/{id}/{rest...}
              action: orders:{method}Order
              resource: arn:aws:orders:eu-west-1:111122223333:order/{path.id}/{path.rest}
              context:
                aws:SourceIp: "{source.address?}"
                orders:Tags: [fixed, "{header.x-tag?}", "{claim.tag?}"]
            - path: /
              principal-arn: "{claim.sub}"
              action: web:Start
              resource: arn:aws:web:::start/{host}
        """

    @Test("is refused or works", arguments: 0..<150)
    func mutations(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var question = Question(hash: KeyedHash(key: seed))
        var readCount = 0
        for _ in 0..<20 {
            let text = Self.damaged(Array(Self.configuration.utf8), &random)
            do throws(RequestMap.Mistakes) {
                let configuration = try SidecarConfiguration(text, file: "verdict.yaml")
                readCount += 1
                var mapper = RequestMapper(configuration.map)
                for _ in 0..<20 { Self.ask(&mapper, &question, &random, seed) }
            } catch {
                #expect(!error.mistakes.isEmpty)
                #expect(error.mistakes.allSatisfy { $0.position != nil }, "seed \(seed)")
            }
        }
        #expect(readCount > 0, "seed \(seed)")
    }

    private static func ask(
        _ mapper: inout RequestMapper, _ question: inout Question, _ random: inout SplitMix64,
        _ seed: UInt64
    ) {
        func rubbish(_ text: String) -> [UInt8] {
            Bool.random(using: &random)
                ? Array(text.utf8) : damaged(Array(text.utf8), &random)
        }
        var facts = RequestFacts()
        facts.setMethod(rubbish("GET").span)
        facts.setHost(rubbish("x.c.d:80").span)
        facts.setTarget(rubbish(Bool.random(using: &random) ? "/orders/7/a%20b/c?d" : "/").span)
        facts.setSourceAddress(rubbish("::ffff:10.0.0.1").span)
        facts.add(.header, Array("x-user".utf8).span, rubbish("ada").span)
        facts.add(.claim, Array("sub".utf8).span, rubbish("arn:aws:iam::111122223333:user/a").span)
        facts.add(.claim, Array("tag".utf8).span, rubbish("x").span)
        if Int.random(in: 0..<4, using: &random) == 0 {
            facts.add(.extension, Array("verdict.action".utf8).span, rubbish("s:{method}").span)
            facts.add(.extension, Array("verdict.principal".utf8).span, rubbish("{peer}").span)
            facts.add(.extension, Array("verdict.resource".utf8).span, rubbish("arn:a:s:::b").span)
        }
        guard case .mapped = mapper.map(&facts, into: &question) else { return }
        let query = question.query
        #expect(query.principal.hasPrefix("arn:"), "seed \(seed)")
        #expect(query.resource.hasPrefix("arn:"), "seed \(seed)")
        #expect(query.action.contains(":"), "seed \(seed)")
        #expect(!query.context.keys.contains { $0.hasPrefix("verdict:") }, "seed \(seed)")
    }

    /// The same with some bytes changed, removed or doubled; or as it was.
    private static func damaged(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        let signs = Array("{}[]:/%.-?*\"'&!|>, \n\0\u{7F}x7".utf8) + [0xFF]
        for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = signs.randomElement(using: &random) ?? 0
            case 1: bytes.remove(at: place)
            default: bytes.insert(signs.randomElement(using: &random) ?? 0, at: place)
            }
        }
        return bytes
    }
}

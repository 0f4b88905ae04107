import Directory
import FlatMemory
import PolicyModel
import StrictJSON
import TestSupport
import Testing

@testable import DecisionAPI

/// Holds the quick decoder against the strict reader: whatever it accepts means the same there.
@Suite("Question decoder")
struct QuestionDecoderTests {
    private static let mapping = EntityMapping()

    /// What the strict reader makes of a body; `nil` if it refuses it or sees an explanation asked.
    private static func strictQuery(_ body: [UInt8]) -> Query? {
        let source = FakeSource()
        let api = AuthZEN(mapping: mapping)
        guard let tree = try? JSONTree(parsing: body, limits: .request),
            (try? api.evaluation(tree, source: source)) != nil,
            source.explained == [false]
        else { return nil }
        return source.queries.first
    }

    /// What a question can tell of a query: the same, with keys, action and the ARN's first parts
    /// in lower case, and tags of the resource among the context keys.
    private static func plain(_ query: Query) -> Query {
        var plain = query
        plain.action = query.action.lowercased()
        plain.resource = ARN(query.resource)?.normalized.text ?? query.resource
        plain.context = [:]
        plain.resourceTags = [:]
        for (key, value) in query.context where !Facts.owns(key.lowercased()) {
            plain.context[key.lowercased()] = value
        }
        for (key, value) in query.resourceTags {
            plain.context["aws:resourcetag/" + key.lowercased()] = .single(value)
        }
        return plain
    }

    /// Checks one body.
    ///
    /// - Returns: Whether the decoder took it.
    private static func check(
        _ body: [UInt8], _ decoder: inout QuestionDecoder, _ question: inout Question,
        _ place: String
    ) -> Bool {
        guard decoder.decode(body.span, into: &question) else { return false }
        let expected = strictQuery(body).map(plain)
        if question.query != expected {
            Issue.record(
                """
                \(place): \(String(decoding: body, as: UTF8.self))
                is \(question.query), not \(String(describing: expected))
                """)
        }
        return true
    }

    @Test("takes usual evaluations", arguments: usual)
    func takes(body: String) {
        var question = Question(hash: KeyedHash(key: 1))
        var decoder = QuestionDecoder(mapping: Self.mapping)
        #expect(Self.check(Array(body.utf8), &decoder, &question, "table"))
    }

    @Test("leaves everything else to the strict reader", arguments: unusual)
    func leaves(body: String) {
        var question = Question(hash: KeyedHash(key: 1))
        var decoder = QuestionDecoder(mapping: Self.mapping)
        #expect(!decoder.decode(Array(body.utf8).span, into: &question))
    }

    @Test("never means something else, whatever the bytes", arguments: UInt64(1)...8)
    func mutations(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var question = Question(hash: KeyedHash(key: seed))
        var decoder = QuestionDecoder(mapping: Self.mapping)
        let bodies = (Self.usual + Self.unusual).map { Array($0.utf8) }.filter { !$0.isEmpty }
        var takenCount = 0
        for _ in 0..<4_000 {
            var body = random.pick(bodies)
            for _ in 0..<random.int(in: 1...3) where !body.isEmpty {
                let place = random.below(body.count)
                switch random.below(5) {
                case 0: body.remove(at: place)
                case 1: body.insert(random.pick(Array("{}[],:\"\\ 0atA.\u{e9}".utf8)), at: place)
                case 2: body[place] = UInt8(truncatingIfNeeded: random.next())
                case 3:
                    let other = random.pick(bodies)
                    let start = random.below(other.count)
                    let end = min(other.count, start + random.below(24))
                    body.insert(contentsOf: other[start..<end], at: place)
                default:
                    let end = min(body.count, place + random.below(24))
                    body.insert(contentsOf: body[place..<end], at: place)
                }
            }
            if Self.check(body, &decoder, &question, "seed \(seed)") { takenCount += 1 }
        }
        #expect(takenCount > 100)
    }
}

extension QuestionDecoderTests {
    private static let head =
        #""subject":{"type":"user","id":"arn:aws:iam::111122223333:user/ada"}"#
    private static let tail =
        #""action":{"name":"s3:GetObject"},"resource":{"type":"s3","id":"arn:aws:s3:::b/k"}"#

    static let usual = [
        "{\(head),\(tail)}",
        " {\n\t\(tail) , \(head)\r} \n",
        "{\(head),\(tail),\"context\":{}}",
        "{\(head),\(tail),\"context\":{\"aws:SourceIp\":\"10.0.0.1\",\"n\":-12,\"b\":true}}",
        "{\(head),\(tail),\"context\":{\"l\":[\"a\",1,false],\"e\":[],\"aws:username\":\"x\"}}",
        #"{"subject":{"type":"user","id":"ada"},"action":{"name":"read"},"#
            + #""resource":{"type":"record","id":"r-1"}}"#,
        #"{"subject":{"id":"ada","type":"user","properties":{"Role":"admin"}},"#
            + #""action":{"name":"Read","properties":{"soft":true}},"resource":{"type":"record","#
            + #""id":"r:1","properties":{"status":"new","account":"111122223333","#
            + #""tags":{"Team":"red","n":1}}},"context":{"resource:status":"old","#
            + #""aws:resourcetag/team":"blue","Aws:PrincipalTag/x":"y"}}"#,
        "{\(head),\"action\":{\"name\":\"S3:getobject\"},\"resource\":{\"type\":\"s3\",\"id\":\"*\"}}",
        "{\(head),\"action\":{\"name\":\"a:b\"},\"resource\":"
            + "{\"type\":\"s3\",\"id\":\"arn:AWS:S3:EU-West-1::B/k\"}}",
    ]

    static let unusual = [
        "", "{}", "[]", "{\(head)}", "{\(tail)}", "{\(head),\(tail)", "{\(head),\(tail)}}",
        "{\(head),\(head),\(tail)}",
        "{\(head),\(tail),\"context\":null}", "{\(head),\(tail),\"other\":1}",
        "{\(head),\(tail),\"context\":{\"verdict:explain\":true}}",
        "{\(head),\(tail),\"context\":{\"VERDICT:x\":true}}",
        "{\(head),\(tail),\"context\":{\"k\":\"a\",\"K\":\"b\"}}",
        "{\(head),\(tail),\"context\":{\"k\":{}}}", "{\(head),\(tail),\"context\":{\"k\":1.5}}",
        "{\(head),\(tail),\"context\":{\"k\":01}}", "{\(head),\(tail),\"context\":{\"k\":null}}",
        "{\(head),\(tail),\"context\":{\"k\":\"\\u0041\"}}",
        "{\(head),\(tail),\"context\":{\"k\":\"\u{e9}\"}}",
        #"{"subject":{"type":"user","id":"anonymous"},"# + tail + "}",
        #"{"subject":{"type":"user","id":"s3.amazonaws.com"},"# + tail + "}",
        #"{"subject":{"type":"user","id":""},"# + tail + "}",
        #"{"subject":{"type":"u","id":"a","properties":{"tags":{"a":"b"}}},"# + tail + "}",
        #"{"subject":{"type":"u","id":"a","id":"b"},"# + tail + "}",
        "{\(head),\"action\":{\"name\":\"a:b\"},\"resource\":"
            + "{\"type\":\"s3\",\"id\":\"arn:aws:s3\"}}",
        "{\(head),\"action\":{\"name\":\"a:b\"},\"resource\":"
            + "{\"type\":\"s:3\",\"id\":\"x\"}}",
    ]
}

import DecisionAPI
import PolicyModel
import Testing

/// Batches: defaults, semantics, bad items.
@Suite("Evaluations")
struct EvaluationsTests {
    static let path = "/access/v1/evaluations"
    static let alice = #"{"type":"user","id":"alice"}"#
    static let read = #"{"name":"read"}"#
    static let record = #"{"type":"record","id":"1"}"#

    /// Allows `record:read` and nothing else.
    static func api() -> API {
        API(FakeSource { Answer($0.action == "record:read" ? .allow : .implicitDeny) })
    }

    /// A batch over alice and record 1, by the names of actions; `!` stands for a bad item.
    static func batch(_ names: [String], semantic: String? = nil) -> String {
        let items = names.map { $0 == "!" ? "{}" : #"{"action":{"name":"\#($0)"}}"# }
        let options = semantic.map { #","options":{"evaluations_semantic":"\#($0)"}"# } ?? ""
        return #"""
            {"subject":\#(alice),"resource":\#(record),
             "evaluations":[\#(items.joined(separator: ","))]\#(options)}
            """#
    }

    static let yes = #"{"decision":true}"#
    static let no = #"{"decision":false}"#
    static let bad =
        String(no.dropLast())
        + #","context":{"error":{"status":400,"message":"\#(noName)"}}}"#
    static let noName = "missing member `action.name`"

    static let semantics: [(names: [String], semantic: String?, answers: String)] = [
        (["read", "write", "read"], nil, "+-+"),
        (["read", "write", "read"], "execute_all", "+-+"),
        (["read", "write", "read"], "deny_on_first_deny", "+-"),
        (["read", "read"], "deny_on_first_deny", "++"),
        (["write", "read", "write"], "permit_on_first_permit", "-+"),
        (["write", "write"], "permit_on_first_permit", "--"),
        (["read", "!", "read"], nil, "+!+"),
        (["read", "!", "read"], "deny_on_first_deny", "+!"),
        (["!", "read", "read"], "permit_on_first_permit", "!+"),
    ]

    @Test("each semantic ends where it should", arguments: semantics)
    func semantic(names: [String], semantic: String?, answers: String) {
        let missing = Self.bad.replacing(Self.noName, with: "missing member `action`")
        let expected = answers.map { $0 == "+" ? Self.yes : $0 == "-" ? Self.no : missing }
        let response = Self.api().post(Self.batch(names, semantic: semantic), to: Self.path)
        #expect(response.status == 200)
        #expect(response.text == #"{"evaluations":[\#(expected.joined(separator: ","))]}"#)
    }

    @Test("an item replaces a default entity whole")
    func wholeReplacement() {
        let api = Self.api()
        let response = api.post(
            #"""
            {"subject":\#(Self.alice),"action":{"name":"read","properties":{"soft":true}},
             "resource":{"type":"record","id":"1","properties":{"status":"active"}},
             "context":{"a":"1"},
             "evaluations":[{"resource":\#(Self.record)},{"context":{"b":"2"}},{"action":{}}, 7,
              {"subject":null}]}
            """#, to: Self.path)
        #expect(
            api.source.queries.map(\.context) == [
                ["a": .single("1"), "action:soft": .single("true")],
                [
                    "b": .single("2"), "action:soft": .single("true"),
                    "resource:status": .single("active"),
                ],
            ])
        let item7 = Self.bad.replacing(
            Self.noName, with: "member `evaluations[3]` must be an object")
        let item8 = Self.bad.replacing(
            Self.noName, with: "member `subject` must be an object")
        #expect(
            response.text
                == #"{"evaluations":[\#(Self.yes),\#(Self.yes),\#(Self.bad),\#(item7),\#(item8)]}"#)
    }

    @Test("without items a batch is one evaluation", arguments: ["", #","evaluations":[]"#])
    func single(more: String) {
        let body =
            #"{"subject":\#(Self.alice),"action":\#(Self.read),"resource":\#(Self.record)\#(more)}"#
        #expect(Self.api().post(body, to: Self.path).text == Self.yes)
        let incomplete = Self.api().post(#"{"subject":\#(Self.alice)\#(more)}"#, to: Self.path)
        #expect(incomplete.status == 400)
        #expect(incomplete.text == "missing member `action`\n")
    }

    static let wrongSemantic =
        "member `options.evaluations_semantic` must be "
        + "`execute_all`, `deny_on_first_deny` or `permit_on_first_permit`"

    @Test(
        "a batch that is wrong as a whole is 400",
        arguments: [
            (#"{"evaluations":{}}"#, "member `evaluations` must be an array"),
            (#"{"evaluations":[{}],"options":[]}"#, "member `options` must be an object"),
            (
                #"{"evaluations":[{}],"options":{"evaluations_semantic":"any"}}"#,
                wrongSemantic
            ),
            (
                #"{"evaluations":[{}],"options":{"evaluations_semantic":1}}"#,
                wrongSemantic
            ),
            ("[]", "the body must be a JSON object"),
        ])
    func wrongWhole(body: String, message: String) {
        let response = Self.api().post(body, to: Self.path)
        #expect(response.status == 400)
        #expect(response.text == message + "\n")
    }

    @Test("a batch at the limit is answered, one item more is refused")
    func countLimit() {
        let full = Self.api().post(
            Self.batch(Array(repeating: "read", count: 1_000)), to: Self.path)
        #expect(full.status == 200)
        #expect((full.json?["evaluations"] as? [Any])?.count == 1_000)
        let over = Self.api().post(
            Self.batch(Array(repeating: "read", count: 1_001)), to: Self.path)
        #expect(over.status == 400)
        #expect(over.text == "member `evaluations` has 1001 items, more than 1000\n")
    }

    @Test("an explanation is sent for the items that ask for one")
    func explanations() {
        let api = API(FakeSource { _ in Answer(.allow) })
        _ = api.post(
            #"""
            {"subject":\#(Self.alice),"action":\#(Self.read),"resource":\#(Self.record),
             "context":{"verdict:explain":true},"evaluations":[{},{"context":{}}]}
            """#, to: Self.path)
        #expect(api.source.explained == [true, false])
    }
}

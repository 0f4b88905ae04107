import PolicyLanguage
import PolicyModel
import StrictJSON
import Testing

/// Checks what is read out of a document, and where findings say that things are.
@Suite("Policy reader")
struct PolicyReaderTests {
    func read(_ text: String, as type: PolicyType? = nil) -> PolicyReading {
        PolicyReader.read(Array(text.utf8), as: type)
    }

    @Test("reads every element")
    func everything() throws {
        let text = """
            {"Version": "2012-10-17", "Id": "id", "Statement": [
              {"Sid": "s", "Effect": "Deny", "NotAction": ["a:b", "c:*"], "NotResource": "*",
               "NotPrincipal": {"AWS": ["*", "111122223333"], "Service": "x.y",
                                "Federated": "f", "CanonicalUser": ["c"]},
               "Condition": {"Bool": {"k:a": true, "k:b": "x"},
                             "ForAnyValue:NumericEqualsIfExists": {"k:c": [1, 2.50, "3"]}}}]}
            """
        let document = try #require(read(text).document)
        let expected = PolicyDocument(
            version: .v2012, id: "id",
            statements: [
                Statement(
                    sid: "s", effect: .deny,
                    principal: Clause(
                        [
                            .everyone, .aws("111122223333"), .service("x.y"), .federated("f"),
                            .canonicalUser("c"),
                        ], isNegated: true),
                    action: Clause(["a:b", "c:*"], isNegated: true),
                    resource: Clause(["*"], isNegated: true),
                    conditions: [
                        Condition(ConditionOperator(.bool), key: "k:a", values: ["true"]),
                        Condition(ConditionOperator(.bool), key: "k:b", values: ["x"]),
                        Condition(
                            ConditionOperator(
                                .numericEquals, qualifier: .forAnyValue, ifExists: true),
                            key: "k:c", values: ["1", "2.50", "3"]),
                    ],
                    position: SourcePosition(line: 2, column: 3))
            ])
        #expect(document == expected)
    }

    @Test("takes single values for arrays of one")
    func singles() throws {
        let one = #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Resource":"*"}}"#
        let many =
            #"{"Statement":[{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":["a:b"],"#
            + #""Resource":["*"]}]}"#
        var documents = [try #require(read(one).document), try #require(read(many).document)]
        for index in documents.indices {
            documents[index].statements[0].position = SourcePosition(line: 1, column: 1)
        }
        #expect(documents[0] == documents[1])
        #expect(documents[0].version == .v2008)
    }

    @Test("reports every error with its place")
    func everyError() {
        let reading = read(
            """
            {
              "Version": "2012",
              "Statement": [
                {"Effect": "allow", "Action": 1},
                7,
                {"Efect": "Deny", "Condition": {"X": {"a:b": "c"}}}
              ]
            }
            """)
        #expect(reading.document == nil)
        let found = reading.findings.map { "\($0.position.line):\($0.position.column) \($0.code)" }
        #expect(
            found == [
                "2:14 invalidVersion", "4:16 invalidEffect", "4:35 dataTypeMismatch",
                "5:5 dataTypeMismatch", "6:5 missingEffect", "6:6 invalidPolicyElement",
                "6:37 invalidConditionOperator",
            ])
        #expect(reading.findings[1].message == "unknown effect `allow`, expected `Allow` or `Deny`")
    }

    @Test("says where text stops being JSON")
    func syntax() {
        let reading = read("{\n  \"Version\": ,\n}")
        #expect(reading.document == nil)
        #expect(reading.hasErrors)
        #expect(reading.findings.count == 1)
        #expect(reading.findings[0].code == .jsonSyntaxError)
        #expect(reading.findings[0].message == "expected a value")
        #expect(reading.findings[0].position == SourcePosition(line: 2, column: 14))
    }

    @Test("keeps a document that is readable and not valid")
    func invalid() {
        let reading = read(#"{"Statement":{"Effect":"Allow"}}"#, as: .identity)
        #expect(reading.document != nil)
        #expect(reading.hasErrors)
    }

    @Test("limits depth and length")
    func limits() {
        func padded(_ count: Int) -> String {
            let policy = #"{"Statement":[]}"#
            return policy + String(repeating: " ", count: count - policy.utf8.count)
        }
        #expect(read(padded(262_144)).document != nil)
        #expect(read(padded(262_145)).document == nil)
        #expect(
            read(String(repeating: "[", count: 17)).findings.first?.message.contains("16") == true)
    }

    @Test("reads a policy in a larger file, with the file's positions")
    func embedded() throws {
        let text = """
            [
              {"Statement": {"Effect": "Allow"}},
              {"Statement": {"Effect": "allow"}}
            ]
            """
        let tree = try JSONTree(parsing: Array(text.utf8))
        let reader = PolicyReader(tree)
        let readings = tree.elements(of: tree.root).map { reader.read($0, as: nil) }
        #expect(
            readings[0].document?.statements[0].position == SourcePosition(line: 2, column: 17))
        #expect(readings[1].document == nil)
        let error = readings[1].findings.first { $0.severity == .error }
        #expect(error?.position == SourcePosition(line: 3, column: 28))
    }

    @Test(
        "reads a policy in a string",
        arguments: [
            (#""{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"a:%b+\"}}""#, "a:%b+"),
            (
                #""%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22"#
                    + #"%3A%22a%3ab+%c3%A9%22%7D%7D""#, "a:b+é"
            ),
        ])
    func encoded(_ text: String, _ action: String) throws {
        let tree = try JSONTree(parsing: Array("\n  \(text)".utf8))
        let document = PolicyReader(tree).read(tree.root, as: nil).document
        #expect(document?.statements[0].action?.values == [action])
        #expect(document?.statements[0].position == SourcePosition(line: 2, column: 3))
    }

    @Test(
        "says what is wrong with a policy in a string",
        arguments: [
            ("%7B%2", "policy document with a `%` that encodes nothing"),
            ("%7B%zz", "policy document with a `%` that encodes nothing"),
            ("%7B", "(line 1, column 2 of the encoded document)"), ("", "(line 1, column 1 of"),
        ])
    func encodedErrors(_ text: String, _ message: String) throws {
        let tree = try JSONTree(parsing: Array(" \"\(text)\"".utf8))
        let reading = PolicyReader(tree).read(tree.root, as: nil)
        #expect(reading.document == nil)
        #expect(reading.findings[0].message.contains(message))
        #expect(reading.findings[0].position == SourcePosition(line: 1, column: 2))
    }
}

/// Checks which texts IAM takes for dates.
@Suite("Dates in policies")
struct DateFormTests {
    @Test(
        "accepts",
        arguments: [
            "2026", "2026-01", "2026-01-31", "2026-1-1", "2026-01-31T10:00Z", "01T", "0",
            "2026-01-31T23:59:59.123456789+23:59", "2026-01-31t2:00:00.5+23", "-292275054",
            "2026-01-31T10:00:00-0800", "9223372036854775807", "2026-01-31T10",
        ])
    func valid(_ text: String) { #expect(!isRejected(text)) }

    @Test(
        "rejects",
        arguments: [
            "", "soon", "234-13", "2026-00", "2026-01-32", "2026-01-01-01", "2026-01-31T24:00",
            "2026-01-31T10:60", "2026-01-31T10:00:60", "2026-01-31T10:00:00.1234567890",
            "2026-01-31T10:00:00.", "2026-01-31T10:00:00+1", "2026-01-31T10:00:00+1:00",
            "2026-01-31T10:00ZZ", "2026-01-31T10:00:00:00", "-292275055-01", "+5", "-",
            "9223372036854775808", "292278994-01", "2026-01-31T10:00:00+24:00",
        ])
    func invalid(_ text: String) { #expect(isRejected(text)) }

    private func isRejected(_ text: String) -> Bool {
        let policy = String.condition(#"{"DateLessThan":{"a:b":"\#(text)"}}"#)
        let findings = PolicyReader.read(Array(policy.utf8), as: .identity).findings
        return findings.contains { $0.code == .invalidDateValue }
    }
}

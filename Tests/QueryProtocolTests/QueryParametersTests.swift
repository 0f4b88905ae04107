import QueryProtocol
import TestSupport
import Testing

@Suite("Query parameters")
struct QueryParametersTests {
    private func parse(_ body: String) throws(QueryParameterError) -> QueryParameters {
        try QueryParameters(body: body.utf8.span)
    }

    private func error(_ body: String) -> QueryParameterError? {
        do {
            _ = try parse(body)
            return nil
        } catch {
            return error
        }
    }

    // MARK: - The body

    @Test(
        "have values as forms encode them",
        arguments: [
            ("a=", ""), ("a", ""), ("a=b", "b"), ("a=b+c", "b c"), ("a=b%20c", "b c"),
            ("a=b%2Bc", "b+c"), ("a=%C3%A9%E2%82%AC", "é€"), ("a=b=c", "b=c"), ("a=b%26c", "b&c"),
            ("&&a=b&", "b"), ("%61=b", "b"), ("a=%0D%0A%09", "\r\n\t"), ("a=é", "é"),
        ])
    func values(body: String, value: String) throws {
        #expect(try parse(body).string("a") == value)
    }

    static let refused: [(body: String, error: QueryParameterError)] = [
        ("a=%", .invalidEscape(name: "a")), ("a=%4", .invalidEscape(name: "a")),
        ("a=%zz", .invalidEscape(name: "a")), ("a=b&c.d=%", .invalidEscape(name: "c.d")),
        ("a=%FF", .invalidUTF8(name: "a")), ("a=%C3", .invalidUTF8(name: "a")),
        ("a=%C0%80", .invalidUTF8(name: "a")), ("a=%ED%A0%80", .invalidUTF8(name: "a")),
        ("a=%00", .nul(name: "a")), ("a=b\0", .nul(name: "a")),
        ("a=1&a=1", .duplicate(name: "a")), ("a=1&b=2&a=3", .duplicate(name: "a")),
        ("a.b=1&a%2Eb=1", .duplicate(name: "a.b")), ("a&a=", .duplicate(name: "a")),
        ("=b", .invalidName), ("=", .invalidName), (".=b", .invalidName), ("a.=b", .invalidName),
        (".a=b", .invalidName), ("a..b=c", .invalidName), ("a+b=c", .invalidName),
        ("a%=b", .invalidName), ("a%00=b", .invalidName), ("é=b", .invalidName),
        ("%C3%A9=b", .invalidName), ("\u{212A}ey=b", .invalidName), ("a/b=c", .invalidName),
    ]

    @Test("are refused when they are malformed", arguments: refused)
    func malformed(body: String, expected: QueryParameterError) {
        #expect(error(body) == expected)
        #expect(expected.queryError.status == 400)
        #expect(expected.queryError.code == "InvalidQueryParameter")
    }

    @Test("are refused when the body's UTF-8 is broken without escapes too")
    func rawBytes() {
        #expect(throws: QueryParameterError.invalidUTF8(name: "a")) {
            try QueryParameters(body: [0x61, 0x3D, 0xFF].span)
        }
        #expect(throws: QueryParameterError.invalidName) {
            try QueryParameters(body: [0xFF, 0x3D, 0x61].span)
        }
    }

    @Test("may fill their limits, and not go beyond")
    func limits() throws {
        let longest = "a=" + String(repeating: "b", count: (2 << 20) - 2)
        #expect(error(longest) == nil)
        #expect(error(longest + "b") == .bodyTooLong)

        let most = (0..<8_192).map { "a\($0)=" }.joined(separator: "&")
        #expect(error(most) == nil)
        #expect(error(most + "&b=") == .tooManyParameters)

        let name = String(repeating: "a", count: 256)
        #expect(error(name + "=1") == nil)
        #expect(error(name + "a=1") == .nameTooLong)

        #expect(error("a.b.c.d.e.f.g.h=1") == nil)
        #expect(error("a.b.c.d.e.f.g.h.i=1") == .nameTooDeep)
    }

    @Test("are read back however they are encoded and ordered", arguments: 1...4)
    func roundTrip(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let values = (0..<random.int(in: 1...12)).map { _ in
                random.string(of: "ab +%&=.é€😀\r\n\"<", length: 0...8)
            }
            var pairs = values.enumerated().map { index, value in
                "List.member.\(index + 1)=\(encoded(value, &random))"
            }
            pairs.shuffle(using: &random)
            let parameters = try parse(pairs.joined(separator: "&"))
            let read = try parameters.list("List", countMax: 12) ?? []
            #expect(read.map { Array($0.utf8) } == values.map { Array($0.utf8) }, "seed \(seed)")
        }
    }

    /// The text with its characters escaped, except for some of those that needn't be.
    private func encoded(_ text: String, _ random: inout SplitMix64) -> String {
        let kept = Set("ab.<\"é€😀".unicodeScalars)
        return text.unicodeScalars.map { scalar in
            if scalar == " ", random.chance(50) { return "+" }
            if kept.contains(scalar), random.chance(50) { return String(scalar) }
            return String(scalar).utf8.map { byte in
                let digits = String(byte, radix: 16, uppercase: random.chance(50))
                return "%" + (digits.count == 1 ? "0" : "") + digits
            }.joined()
        }.joined()
    }

    @Test("are read or refused whatever the bytes are", arguments: 1...4)
    func scrambled(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let pieces = [
            "a", "A.member.", "1", "2", "=", "=", "&", "&", "%", "%4", "%41", "+", ".", "é", "\0",
            "entry.1.key", "entry.1.value", "-1", "99999999999999999999",
        ]
        for _ in 0..<3_000 {
            let body = (0..<random.below(12)).map { _ in random.pick(pieces) }.joined()
            guard let parameters = try? parse(body) else { continue }
            _ = try? parameters.list("A", countMax: 5)
            _ = try? parameters.structures("A", countMax: 5)?.first?.string("a")
            _ = try? parameters.map("A", countMax: 5)
            _ = try? parameters.integer("a")
        }
    }

    // MARK: - Single values

    @Test("that are texts may be absent, empty, or needed")
    func strings() throws {
        let parameters = try parse("Name=x&Empty=&Tags.member.1=a")
        #expect(try parameters.string("Name") == "x")
        #expect(try parameters.string("Empty") == "")
        #expect(try parameters.string("Other") == nil)
        #expect(try parameters.string("name") == nil)
        #expect(try parameters.requiredString("Name") == "x")
        #expect(throws: QueryParameterError.missing(path: "Other")) {
            try parameters.requiredString("Other")
        }
        #expect(throws: QueryParameterError.notSingle(path: "Tags")) {
            try parameters.string("Tags")
        }
        #expect(QueryParameterError.missing(path: "a").queryError.code == "MissingParameter")
    }

    @Test(
        "that are integers have decimal digits",
        arguments: [
            ("0", 0), ("100", 100), ("-7", -7), ("007", 7), ("+7", nil), ("", nil), ("1.0", nil),
            ("1e3", nil), (" 1", nil), ("0x1", nil), ("9223372036854775808", nil),
            ("\u{FF11}", nil),
        ] as [(String, Int?)])
    func integers(text: String, value: Int?) throws {
        let parameters = try parse("MaxItems=" + text.replacing("+", with: "%2B"))
        if let value {
            #expect(try parameters.integer("MaxItems") == value)
        } else {
            let refusal = QueryParameterError.invalidValue(
                path: "MaxItems", expected: "an integer")
            #expect(throws: refusal) { try parameters.integer("MaxItems") }
            #expect(refusal.queryError.code == "InvalidParameterValue")
        }
        #expect(try parameters.integer("Other") == nil)
    }

    @Test("that are Booleans are spelt out")
    func booleans() throws {
        let parameters = try parse("a=true&b=false&c=True&d=")
        #expect(try parameters.boolean("a") == true)
        #expect(try parameters.boolean("b") == false)
        #expect(try parameters.boolean("e") == nil)
        for name in ["c", "d"] {
            #expect(throws: QueryParameterError.self) { try parameters.boolean(name) }
        }
    }

    // MARK: - Lists, structures, maps

    @Test("that are lists come in the order of their numbers")
    func lists() throws {
        let body = (1...12).reversed().map { "A.member.\($0)=v\($0)" }.joined(separator: "&")
        let parameters = try parse(body + "&Empty=")
        #expect(try parameters.list("A", countMax: 12) == (1...12).map { "v\($0)" })
        #expect(try parameters.list("Empty", countMax: 1) == [])
        #expect(try parameters.structures("Empty", countMax: 1)?.count == 0)
        #expect(try parameters.list("B", countMax: 1) == nil)
        #expect(throws: QueryParameterError.tooManyMembers(path: "A", countMax: 11)) {
            try parameters.list("A", countMax: 11)
        }
    }

    static let brokenLists: [(body: String, error: QueryParameterError)] = [
        ("A.member.2=x", .misnumbered(path: "A")),
        ("A.member.0=x", .misnumbered(path: "A")),
        ("A.member.1=x&A.member.3=y", .misnumbered(path: "A")),
        ("A.member.01=x", .misnumbered(path: "A")),
        ("A.member.-1=x", .misnumbered(path: "A")),
        ("A.member.x=x", .misnumbered(path: "A")),
        ("A.member.1=x&A.member.99999999999999999999=y", .misnumbered(path: "A")),
        ("A=x", .notContainer(path: "A")),
        ("A=&A.member.1=x", .notContainer(path: "A")),
        ("A.1=x", .notContainer(path: "A")),
        ("A.member=x", .notContainer(path: "A")),
        ("A.member=&A.member.1=x", .notContainer(path: "A")),
        ("A.member.1=x&A.other.1=y", .notContainer(path: "A")),
        ("A.member.1.x=y", .notSingle(path: "A.member.1")),
        ("A.member.1=x&A.member.1.x=y", .notSingle(path: "A.member.1")),
    ]

    @Test("that are lists are refused with gaps and strangers", arguments: brokenLists)
    func brokenList(body: String, expected: QueryParameterError) throws {
        let parameters = try parse(body)
        #expect(throws: expected) { try parameters.list("A", countMax: 10) }
        #expect(expected.queryError.code == "InvalidParameterValue")
    }

    @Test("that are lists of structures nest")
    func structures() throws {
        let parameters = try parse(
            """
            Tags.member.1.Key=team&Tags.member.1.Value=red&Tags.member.2.Key=k&\
            Tags.member.2.Value=&C.member.1.Values.member.1=a&C.member.1.Values.member.2=b
            """)
        let tags = try #require(try parameters.structures("Tags", countMax: 2))
        #expect(try tags.map { try $0.requiredString("Key") } == ["team", "k"])
        #expect(try tags.map { try $0.requiredString("Value") } == ["red", ""])
        let contexts = try #require(try parameters.structures("C", countMax: 1))
        #expect(try contexts[0].list("Values", countMax: 2) == ["a", "b"])
        #expect(throws: QueryParameterError.missing(path: "Tags.member.2.Other")) {
            try tags[1].requiredString("Other")
        }
        #expect(tags[0].unknownNames(besides: ["Key"]) == ["Tags.member.1.Value"])
        #expect(throws: QueryParameterError.tooManyMembers(path: "Tags", countMax: 1)) {
            try parameters.structures("Tags", countMax: 1)
        }
        #expect(throws: QueryParameterError.notContainer(path: "A.member.1")) {
            try parse("A.member.1=x&A.member.1.Key=y").structures("A", countMax: 1)
        }
    }

    @Test("that are structures are one level down")
    func structure() throws {
        let parameters = try parse("I.PolicyName=p&I.Type=role&J=x")
        #expect(try parameters.structure("I")?.string("PolicyName") == "p")
        #expect(try parameters.structure("K") == nil)
        #expect(throws: QueryParameterError.notContainer(path: "J")) {
            try parameters.structure("J")
        }
    }

    @Test("that are maps have entries with keys and values")
    func maps() throws {
        let body = "M.entry.1.key=a&M.entry.1.value=1&M.entry.2.key=b&M.entry.2.value="
        let parameters = try parse(body + "&E=")
        #expect(try parameters.map("M", countMax: 2) == ["a": "1", "b": ""])
        #expect(try parameters.map("E", countMax: 2) == [:])
        #expect(try parameters.map("N", countMax: 2) == nil)
        #expect(throws: QueryParameterError.tooManyMembers(path: "M", countMax: 1)) {
            try parameters.map("M", countMax: 1)
        }
        #expect(throws: QueryParameterError.duplicateKey(path: "M")) {
            try parse(body + "&M.entry.3.key=a&M.entry.3.value=1").map("M", countMax: 3)
        }
        #expect(throws: QueryParameterError.missing(path: "M.entry.3.value")) {
            try parse(body + "&M.entry.3.key=c").map("M", countMax: 3)
        }
        #expect(throws: QueryParameterError.notContainer(path: "M.entry.1")) {
            try parse(body + "&M.entry.1.other=c").map("M", countMax: 3)
        }
    }

    @Test("that no action has can be found")
    func unknown() throws {
        let parameters = try parse("Action=GetRole&RoleName=r&Tags.member.1=t&Zeta=&Alpha.x=1")
        #expect(
            parameters.unknownNames(besides: ["Action", "RoleName"]) == ["Alpha", "Tags", "Zeta"])
        #expect(
            parameters.unknownNames(besides: ["Action", "RoleName", "Alpha", "Tags", "Zeta"]) == [])
    }

    @Test("are explained in sentences")
    func messages() {
        let errors: [QueryParameterError] = [
            .bodyTooLong, .tooManyParameters, .nameTooLong, .nameTooDeep, .invalidName,
            .invalidEscape(name: "a"), .invalidUTF8(name: "a"), .nul(name: "a"),
            .duplicate(name: "a"), .missing(path: "a"), .notSingle(path: "a"),
            .notContainer(path: "a"), .misnumbered(path: "a"),
            .tooManyMembers(path: "a", countMax: 5), .duplicateKey(path: "a"),
            .invalidValue(path: "a", expected: "an integer"),
        ]
        #expect(errors.allSatisfy { $0.message.last == "." && $0.message.first!.isUppercase })
        #expect(Set(errors.map(\.message)).count == errors.count)
    }
}

import PolicyLanguage
import ServiceLinkedRoles
import TestSupport
import Testing

/// Every way in which the definition of a service can be wrong, each with the place that is
/// reported.
@Suite("Service definition errors")
struct ServiceDefinitionErrorTests {
    /// One member of a file that is right otherwise. A `§` marks the place of each message; a
    /// member that is taken out is missed at the start.
    struct Case: Sendable {
        let member: String
        let value: String?
        let messages: [String]

        init(_ member: String, _ value: String?, _ messages: String...) {
            self.member = member
            self.value = value
            self.messages = messages
        }
    }

    static let names = "letters, digits or `_+=,.@-`"
    static let description =
        "member `Description` must have at most 1000 characters, all of Latin-1 and printable"

    static let members: [Case] = [
        Case("Service", nil, "missing member `Service`"),
        Case("Service", "§7", "member `Service` must be a string"),
        Case("Service", #"§"""#, "member `Service` must have 1 to 128 \(names)"),
        Case(
            "Service", "§\"\(String(repeating: "s", count: 129))\"",
            "member `Service` must have 1 to 128 \(names)"),
        Case("Service", #"§"a/b.com""#, "member `Service` must have 1 to 128 \(names)"),
        Case("RoleName", nil, "missing member `RoleName`"),
        Case(
            "RoleName", #"§"ServiceRole""#,
            "role name `ServiceRole` must begin with `AWSServiceRoleFor` and go on"),
        Case(
            "RoleName", #"§"AWSServiceRoleFor""#,
            "role name `AWSServiceRoleFor` must begin with `AWSServiceRoleFor` and go on"),
        Case(
            "RoleName", "§\"AWSServiceRoleFor\(String(repeating: "r", count: 46))\"",
            "member `RoleName` must have 1 to 62 \(names)"),
        Case("RoleName", "\"AWSServiceRoleFor\(String(repeating: "r", count: 45))\""),
        Case("AllowsSuffix", "§1", "member `AllowsSuffix` must be `true` or `false`"),
        Case("AllowsSuffix", nil),
        Case("Description", nil, "missing member `Description`"),
        Case("Description", "§\"\(String(repeating: "d", count: 1_001))\"", description),
        Case("Description", "\"\(String(repeating: "ÿ", count: 1_000))\""),
        Case("Description", #"§"€""#, description),
        Case("PermissionsPolicy", nil, "missing member `PermissionsPolicy`"),
        Case(
            "PermissionsPolicy", "§§{}", "missing member `PolicyName`", "missing member `Document`"
        ),
        Case(
            "PermissionsPolicy", #"{§"Name":"P","PolicyName":"P","Document":§[]}"#,
            "unknown member `Name`", "member `Document` must be an object"),
        Case(
            "PermissionsPolicy", #"{"PolicyName":§"p/q","Document":\#(SampleService.document)}"#,
            "member `PolicyName` must have 1 to 128 \(names)"),
        Case("EditableAttributes", nil),
        Case(
            "EditableAttributes", #"["Description",§"Description",§"Path",§1]"#,
            "attribute `Description` is listed twice", "attribute `Path` cannot be made editable",
            "element of `EditableAttributes` must be a string"),
        Case("Regions", nil, "missing member `Regions`"),
        Case("Regions", "§[]", "member `Regions` is empty: the service is nowhere"),
        Case("Regions", "§{}", "member `Regions` must be an array"),
        Case("Regions", "[§1]", "element of `Regions` must be an object"),
        Case(
            "Regions", #"[§§{"Name":"x",§"id":"x-1"}]"#, "missing member `Id`",
            "missing member `Supported`", "unknown member `id`"),
        Case(
            "Regions", #"[{"Name":§"","Id":§"US-1","Supported":§"yes"}]"#,
            "name of a region must have 1 to 128 characters",
            "`US-1` is no id of a region, such as `us-east-1`",
            "member `Supported` must be `true` or `false`"),
        Case(
            "Regions",
            #"[{"Name":"a","Id":"x-1","Supported":true},{"Name":"b","Id":§"x-1","Supported":false}]"#,
            "region `x-1` is listed twice"),
        Case("Uses", nil),
        Case("Permissions", "{}"),
    ]

    @Test("a member is held to what it is for", arguments: members)
    func member(_ testCase: Case) {
        let isUnknown = testCase.member == "Permissions"
        var marked = SampleService.text(replacing: [testCase.member: testCase.value])
        if testCase.value == nil { marked = "§" + marked }
        if isUnknown { marked = marked.replacing("\"Permissions\"", with: "§\"Permissions\"") }
        let messages = isUnknown ? ["unknown member `Permissions`"] : testCase.messages
        // A file with a service of another name is not trusted by its own policy.
        let lines = Self.lines(MarkedText(marked).text).filter { !$0.contains("trust policy") }
        #expect(lines == Self.expected(marked, messages))
    }

    static let trust =
        "trust policy must be one statement that allows `sts:AssumeRole` to service "
        + "`lex.amazonaws.com` alone, without conditions"

    /// The only statement's members, apart from the effect.
    static let untrustworthy: [String] = [
        #""Principal":{"Service":"lexx.amazonaws.com"},"Action":"sts:AssumeRole""#,
        #""Principal":{"Service":["lex.amazonaws.com","a.amazonaws.com"]},"Action":"sts:AssumeRole""#,
        #""Principal":{"Service":"lex.amazonaws.com","AWS":"111122223333"},"Action":"sts:AssumeRole""#,
        #""Principal":"*","Action":"sts:AssumeRole""#,
        #""NotPrincipal":{"Service":"lex.amazonaws.com"},"Action":"sts:AssumeRole""#,
        #""Principal":{"Service":"lex.amazonaws.com"},"Action":"sts:*""#,
        #""Principal":{"Service":"lex.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]"#,
        #""Principal":{"Service":"lex.amazonaws.com"},"NotAction":"sts:TagSession""#,
        #""Principal":{"Service":"lex.amazonaws.com"},"Action":"sts:AssumeRole","#
            + #""Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#,
    ]

    @Test("a role trusts its service and nobody else", arguments: untrustworthy)
    func trust(members: String) {
        let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",\#(members)}]}"#
        let marked = SampleService.text(replacing: ["TrustPolicy": "§" + policy])
        let lines = Self.lines(MarkedText(marked).text)
        // A document that isn't a trust policy at all is refused as such.
        if lines.contains(where: { $0.contains("trust policy must be one") }) {
            #expect(lines == Self.expected(marked, [Self.trust]))
        } else {
            #expect(!lines.isEmpty)
        }
    }

    @Test("two statements of trust are one too many, and so are none, and a Deny")
    func trustStatements() {
        let allow =
            #"{"Effect":"Allow","Principal":{"Service":"lex.amazonaws.com"},"Action":"sts:AssumeRole"}"#
        let deny = allow.replacing("Allow", with: "Deny")
        for statements in ["\(allow),\(allow)", deny, ""] {
            let policy = #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#
            let lines = Self.lines(SampleService.text(replacing: ["TrustPolicy": policy]))
            #expect(!lines.isEmpty, "\(statements)")
        }
    }

    @Test("an error in a policy is reported at its place in the file")
    func policy() {
        let document =
            #"{"Version":"2012-10-17","Statement":{"Effect":§"Permit","Action":"a:b","Resource":"*"}}"#
        let marked = SampleService.text(
            replacing: ["PermissionsPolicy": #"{"PolicyName":"P","Document":\#(document)}"#])
        #expect(
            Self.lines(MarkedText(marked).text)
                == Self.expected(marked, ["unknown effect `Permit`, expected `Allow` or `Deny`"]))
    }

    @Test("what is not an object, or not JSON, is no definition")
    func root() {
        #expect(Self.lines("[]") == ["0.json:1:1: must be an object"])
        #expect(Self.lines("{").count == 1)
    }

    @Test("two definitions share no name, be it of a built-in service")
    func duplicates() {
        let other = SampleService.text("Other")
        let lines = Self.lines(
            other,
            SampleService.text(replacing: ["RoleName": #""AWSServiceRoleForOTHER""#]),
            SampleService.text(
                "Polly",
                replacing: [
                    "PermissionsPolicy":
                        #"{"PolicyName":"OTHERPOLICY","Document":\#(SampleService.document)}"#
                ]),
            SampleService.text(
                "CodeWhisperer",
                replacing: ["Service": #""other.amazonaws.com""#]
                    .merging(["TrustPolicy": SampleService.trust("other.amazonaws.com")]) { $1 }))
        #expect(
            lines == [
                "1.json:3:13: role `AWSServiceRoleForOTHER` is defined in `0.json`, too",
                "2.json:7:36: policy `OTHERPOLICY` is defined in `0.json`, too",
                "3.json:2:12: service `other.amazonaws.com` is defined in `0.json`, too",
                "3.json:3:13: role `AWSServiceRoleForCodeWhisperer` is defined in "
                    + "`codewhisperer.json (built in)`, too",
            ])
    }

    static func lines(_ texts: String...) -> [String] {
        errorLines { () throws(ServiceCatalogueErrors) in
            try ServiceCatalogue(files: SampleService.files(texts))
        }
    }

    static func expected(_ marked: String, _ messages: [String]) -> [String] {
        zip(MarkedText(marked).places, messages).map { "0.json:\($0): \($1)" }
    }
}

import Directory
import PolicyModel
import Testing

/// How documents in a bundle are read and judged: each as what it is used for.
@Suite("Bundle loader policies")
struct BundleLoaderPolicyTests {
    /// A document with one statement of these members.
    static func document(_ members: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",\#(members)}]}"#
    }

    static let identity = document(#""Action":"s3:*","Resource":"*""#)
    static let resource = document(#""Principal":"*","Action":"s3:*","Resource":"*""#)
    static let everything = document(#""Principal":"*","Action":"*","Resource":"*""#)
    static let rcp = #"""
        {"Version":"2012-10-17","Statement":[
         {"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]}
        """#

    /// Loads a bundle in which `text` is a policy of this type, and everything else is in order.
    static func load(_ text: String, as type: PolicyType) throws(BundleErrors) -> Bundle {
        switch type {
        case .trust:
            return try Piece.load(
                details: Piece.file("RoleDetailList", Piece.role("/r", trust: text)))
        case .resource:
            return try Piece.load(
                resources: #"[{"ResourceArn":"arn:aws:s3:::b","Policy":\#(text)}]"#)
        case .serviceControl, .resourceControl:
            let list =
                type == .serviceControl ? "ServiceControlPolicies" : "ResourceControlPolicies"
            return try Piece.load(
                organization: #"""
                    {"Id":"o","ManagementAccountId":"111122223333",
                     "Root":{"Id":"r","\#(list)":["p"]},"Policies":{"p":\#(text)}}
                    """#)
        default:
            return try Piece.load(
                details: Piece.file("Policies", Piece.managed("p", Piece.version(text))))
        }
    }

    static let suitable: [(text: String, types: [PolicyType])] = [
        // A resource policy may lack principal and resource; it then matches nobody, or all.
        (identity, [.identity, .serviceControl, .resource]),
        (resource, [.resource]),
        (rcp, [.resource, .resourceControl]),
        (Piece.trust, [.trust, .resource]),
    ]

    @Test("a document is accepted where its type fits, and nowhere else", arguments: suitable)
    func types(text: String, types: [PolicyType]) {
        for type in [PolicyType.identity, .resource, .trust, .serviceControl, .resourceControl] {
            let lines = errorLines { () throws(BundleErrors) in try Self.load(text, as: type) }
            #expect(lines.isEmpty == types.contains(type), "\(type): \(lines)")
        }
    }

    @Test("an error in a document is reported at its place in the file")
    func place() {
        let text = """
            {
              "Version": "2012-10-17",
              "Statement": [{"Effect": §"Permit", "Action": "s3:*", "Resource": "*"}]
            }
            """
        let file = Piece.file("Policies", Piece.managed("p", Piece.version(text)))
        let lines = errorLines { () throws(BundleErrors) in try Piece.load(details: file) }
        #expect(
            lines
                == MarkedText(file).lines(
                    "details.json", ["unknown effect `Permit`, expected `Allow` or `Deny`"]))
    }

    @Test("a document that is an encoded string is reported at the string")
    func encodedPlace() {
        let file = Piece.file(
            "Policies", Piece.managed("p", Piece.version(#"§"%7B%22Statement%22%3A7%7D""#)))
        let lines = errorLines { () throws(BundleErrors) in try Piece.load(details: file) }
        let place = MarkedText(file).positions[0]
        #expect(lines.count >= 1)
        #expect(lines.allSatisfy { $0.hasPrefix("details.json:\(place.line):\(place.column): ") })
    }

    @Test("objects, encoded strings and plain strings are the same document")
    func forms() throws {
        let encoded = Self.identity.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        let escaped = Self.identity.replacing("\"", with: "\\\"")
        let documents = try [Self.identity, "\"\(encoded.joined())\"", "\"\(escaped)\""]
            .map { text in
                try Self.load(text, as: .identity).accounts[Piece.account]?
                    .managedPolicies[Piece.arn("policy/p")]?.document
            }
        #expect(documents[0]?.statements.first?.action == Clause(["s3:*"]))
        for document in documents[1...] {
            #expect(document?.statements.map(\.action) == documents[0]?.statements.map(\.action))
        }
    }

    @Test("one document in two places is one value, places included")
    func positions() throws {
        let text =
            "{\n \"Version\": \"2012-10-17\",\n \"Statement\": [\n  " + #"""
                {"Effect":"Allow","Action":"a:b","Resource":"*"}
                """# + "]}"
        let bundle = try Piece.load(
            details: Piece.file(
                "Policies", Piece.managed("p", Piece.version(text)),
                Piece.managed("q", Piece.version(text))))
        let policies = try #require(bundle.accounts[Piece.account]?.managedPolicies)
        let p = try #require(policies[Piece.arn("policy/p")]?.document)
        #expect(p == policies[Piece.arn("policy/q")]?.document)
        #expect(p.statements[0].position == SourcePosition(line: 4, column: 3))
    }

    @Test("AWS's own RCP may be written out, and stays itself")
    func fullAccess() throws {
        let bundle = try Piece.load(
            organization: #"""
                {"Id":"o","ManagementAccountId":"111122223333",
                 "Root":{"Id":"r","ResourceControlPolicies":["RCPFullAWSAccess"],
                  "Accounts":[{"Id":"222233334444"}]},
                 "Policies":{"RCPFullAWSAccess":\#(Self.everything)}}
                """#)
        let levels = bundle.organization?.placement(of: "222233334444")?.resourceControl
        #expect(levels?.map { $0.map(\.name) } == [["RCPFullAWSAccess"], ["RCPFullAWSAccess"]])
    }

    @Test("a policy that is attached nowhere has to be one all the same")
    func unused() {
        let lines = errorLines { () throws(BundleErrors) in
            try Piece.load(
                organization: #"""
                    {"Id":"o","ManagementAccountId":"111122223333","Root":{"Id":"r"},
                     "Policies":{"p":{"Statement":[]}}}
                    """#)
        }
        #expect(lines.count == 1)
    }
}

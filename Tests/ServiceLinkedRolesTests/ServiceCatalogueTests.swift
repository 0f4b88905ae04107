import Foundation
import PolicyLanguage
import ServiceLinkedRoles
import TestSupport
import Testing

@Suite("Service catalogue")
struct ServiceCatalogueTests {
    static let catalogue = SampleService.catalogue(
        SampleService.text(),
        SampleService.text("LexV2", replacing: ["RoleName": #""AWSServiceRoleForLex_V2""#]),
        SampleService.text("Polly", replacing: ["AllowsSuffix": "false"]))

    @Test("finds a service by its principal, in that very case")
    func service() {
        let found = Self.catalogue.definition(service: "lex.amazonaws.com")
        #expect(found?.roleName == "AWSServiceRoleForLex")
        #expect(found?.rolePath == "/aws-service-role/lex.amazonaws.com/")
        #expect(found?.policyARN == "arn:aws:iam::aws:policy/aws-service-role/LexPolicy")
        #expect(found?.supportedRegions == ["us-east-1", "eu-west-1"])
        #expect(Self.catalogue.definition(service: "Lex.amazonaws.com") == nil)
        #expect(Self.catalogue.definition(service: "") == nil)
    }

    static let roleNames: [(name: String, service: String?)] = [
        ("AWSServiceRoleForLex", "lex.amazonaws.com"),
        ("awsserviceroleforlex", "lex.amazonaws.com"),
        ("AWSServiceRoleForLex_a", "lex.amazonaws.com"),
        ("AWSServiceRoleForLex_a_b", "lex.amazonaws.com"),
        ("AWSServiceRoleForLex_V2", "lexv2.amazonaws.com"),
        ("AWSServiceRoleForLex_v2_a", "lexv2.amazonaws.com"),
        ("AWSServiceRoleForLex_", nil),
        ("AWSServiceRoleForLexa", nil),
        ("AWSServiceRoleForPolly", "polly.amazonaws.com"),
        ("AWSServiceRoleForPolly_a", nil),
        ("AWSServiceRoleFor", nil),
    ]

    @Test("finds a service by its role's name, with a suffix where one is allowed")
    func roleName() {
        for (name, service) in Self.roleNames {
            #expect(Self.catalogue.definition(roleName: name)?.service == service, "\(name)")
        }
    }

    @Test("finds a service by its policy's ARN")
    func policyARN() {
        let arn = "arn:aws:iam::aws:policy/aws-service-role/PollyPolicy"
        #expect(
            Self.catalogue.definition(policyARN: arn)?.service == "polly.amazonaws.com")
        #expect(
            Self.catalogue.definition(policyARN: "arn:aws:iam::aws:policy/PollyPolicy") == nil)
    }

    @Test("documents are kept without the white space between tokens, and read as such")
    func compactDocuments() throws {
        let document = #"""
            { "Version" : "2012-10-17",
              "Statement" : [ { "Sid": "A", "Effect" : "Allow", "Action" : "s3:*",
                "Resource" : "arn:aws:s3:::a \"b\\" } ] }
            """#
        let catalogue = SampleService.catalogue(
            SampleService.text(
                replacing: [
                    "PermissionsPolicy": #"{"PolicyName":"P","Document":\#(document)}"#
                ]))
        let permissions = try #require(catalogue.definition(service: "lex.amazonaws.com"))
            .permissions
        #expect(
            permissions.text
                == #"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","#
                + #""Action":"s3:*","Resource":"arn:aws:s3:::a \"b\\"}]}"#)
        #expect(permissions.document.statements[0].position.line == 1)
        #expect(permissions.document.statements[0].position.column == 38)
    }

    @Test("reads every JSON file of a directory, by name, and nothing else")
    func directory() throws {
        let root = try TemporaryDirectory()
        try root.write(SampleService.text("Polly"), to: "b.json")
        try root.write(SampleService.text("Lex"), to: "a.json")
        try root.write("no JSON", to: "notes.txt")
        try root.write("no JSON", to: ".hidden.json")
        for path in [root.path, root.path + "/"] {
            let catalogue = try ServiceCatalogue.load(directory: path)
            #expect(
                catalogue.definitions.map(\.service) == [
                    "codewhisperer.amazonaws.com", "lex.amazonaws.com", "polly.amazonaws.com",
                ])
        }
    }

    @Test("reports every mistake of every file at once")
    func directoryErrors() throws {
        let root = try TemporaryDirectory()
        try root.write("{", to: "b.json")
        try root.write("[]", to: "a.json")
        try root.write(SampleService.text(replacing: ["Service": nil, "Uses": "1"]), to: "c.json")
        let lines = errorLines { () throws(ServiceCatalogueErrors) in
            try ServiceCatalogue.load(directory: root.path)
        }
        #expect(lines.count == 4)
        #expect(lines.first == "\(root.path)/a.json:1:1: must be an object")
        #expect(lines.last == "\(root.path)/c.json:9:1: unknown member `Uses`")
        let absent = root.path("none")
        #expect(
            errorLines { () throws(ServiceCatalogueErrors) in
                try ServiceCatalogue.load(directory: absent)
            } == ["\(absent): no such file or directory"])
    }

    @Test("files and directories have limits, and so has the list of errors")
    func limits() throws {
        let root = try TemporaryDirectory()
        let text = SampleService.text("Lex")
        try root.write(text, to: "a.json")
        try root.write(SampleService.text("Abc"), to: "b.json")
        func lines(_ limits: ServiceCatalogueLimits) -> [String] {
            errorLines { () throws(ServiceCatalogueErrors) in
                try ServiceCatalogue.load(directory: root.path, limits: limits)
            }
        }
        let built = 8_192  // What is built in has to fit as well.
        try root.write(text + String(repeating: " ", count: built - text.utf8.count), to: "a.json")
        #expect(lines(ServiceCatalogueLimits(fileByteCountMax: built)).isEmpty)
        try root.write(
            text + String(repeating: " ", count: built + 1 - text.utf8.count), to: "a.json")
        #expect(
            lines(ServiceCatalogueLimits(fileByteCountMax: built)) == [
                "\(root.path)/a.json: file is longer than 8192 bytes"
            ])
        #expect(lines(ServiceCatalogueLimits(fileCountMax: 2)).isEmpty)
        #expect(
            lines(ServiceCatalogueLimits(fileCountMax: 1)) == [
                "\(root.path): directory has more than 1 entries"
            ])
        try root.write("{}", to: "a.json")
        #expect(lines(.standard).count == 6)
        #expect(lines(ServiceCatalogueLimits(errorCountMax: 6)).count == 6)
        #expect(
            lines(ServiceCatalogueLimits(errorCountMax: 4)).last
                == "\(root.path)/a.json: 2 more errors are not listed")
    }

    @Test("the example in the README loads")
    func example() throws {
        let readme = try String(
            contentsOf: SharedData.packageRoot.appending(path: "README.md"), encoding: .utf8)
        let section = try #require(readme.split(separator: "## Services and their roles").last)
        let parts = section.split(separator: "```")
        let text = try #require(parts.first { $0.hasPrefix("json\n") }).dropFirst(5)
        let catalogue = SampleService.catalogue(String(text))
        let definition = try #require(catalogue.definition(service: "reports.example.com"))
        #expect(definition.supportedRegions == ["eu-central-1"] && definition.allowsSuffix)
    }

    @Test("takes in every policy that AWS has written for a service-linked role")
    func managedPolicies() throws {
        guard let url = SharedData.url("managed-policies.json") else {
            print("skipped: no managed-policies.json")
            return
        }
        let all = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: [String: Any]])
        let prefix = "arn:aws:iam::aws:policy/aws-service-role/"
        let policies = all.values.filter { ($0["arn"] as? String ?? "").hasPrefix(prefix) }
        #expect(policies.count == 361)
        var files: [ServiceFile] = []
        for (number, policy) in policies.enumerated() {
            let name = String(try #require(policy["arn"] as? String).dropFirst(prefix.count))
            // The built-in one is to stay the only one of its names.
            if name == "AWSServiceRoleForCodeWhispererPolicy" { continue }
            let document = try JSONSerialization.data(
                withJSONObject: try #require(policy["document"]), options: .prettyPrinted)
            let text = SampleService.text(
                "\(number)",
                replacing: [
                    "Service": "\"svc\(number).amazonaws.com\"",
                    "TrustPolicy": SampleService.trust("svc\(number).amazonaws.com"),
                    "PermissionsPolicy":
                        #"{"PolicyName":"\#(name)","Document":\#(String(decoding: document, as: UTF8.self))}"#,
                ])
            files.append(ServiceFile(name: "\(name).json", bytes: Array(text.utf8)))
        }
        let lines = errorLines { () throws(ServiceCatalogueErrors) in
            let catalogue = try ServiceCatalogue(files: files)
            for policy in policies {
                let definition = catalogue.definition(policyARN: policy["arn"] as? String ?? "")
                #expect(definition?.permissions.document.statements.isEmpty == false)
            }
            return catalogue
        }
        #expect(lines == [])
    }
}

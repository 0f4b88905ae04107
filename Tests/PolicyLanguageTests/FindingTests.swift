import PolicyLanguage
import PolicyModel
import Testing

/// Checks each code with a policy that has the finding and a near one that has not.
@Suite("Policy findings")
struct FindingTests {
    static let allCases =
        elementCases + valueCases + principalCases + conditionCases + variableCases
        + organizationCases + sizeCases + riskCases + redundancyCases

    @Test("finds what there is, and nothing in its neighbour", arguments: allCases)
    func table(_ testCase: FindingCase) {
        let found = findings(testCase.with, testCase.type).filter { $0.code == testCase.code }
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.severity == testCase.severity })
        let spurious = findings(testCase.without, testCase.type)
        #expect(!spurious.contains { $0.code == testCase.code }, "\(spurious)")
    }

    @Test("has a case for every code", arguments: FindingCode.allCases)
    func complete(_ code: FindingCode) {
        #expect(Self.allCases.contains { $0.code == code })
    }

    @Test("forms the code's name as Access Analyzer does")
    func names() {
        let names: [FindingCode: String] = [
            .missingARNField: "MISSING_ARN_FIELD", .missingVersion: "MISSING_VERSION",
            .passRoleWithStarInResource: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
            .createSLRWithNotResource: "CREATE_SLR_WITH_NOT_RESOURCE",
            .typeMismatchIPRange: "TYPE_MISMATCH_IP_RANGE", .emptyVariable: "EMPTY_VARIABLE",
            .policySizeExceedsSCPQuota: "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
            .arnRegionNotAllowed: "ARN_REGION_NOT_ALLOWED", .typeMismatch: "TYPE_MISMATCH",
        ]
        for (code, name) in names { #expect(code.issueCode == name) }
    }

    @Test(
        "has nothing to say about good policies",
        arguments: [
            (PolicyType.identity, String.action(#"["s3:GetObject","s3:Put*"]"#)),
            (.boundary, .resource(#"["arn:aws:s3:::b","arn:aws:s3:::b/${aws:username}/*"]"#)),
            (.session, .condition(#"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#)),
            (.resource, .principal(#""Principal":{"AWS":"111122223333"}"#)),
            (.trust, .trust(#""Principal":{"Service":"ec2.amazonaws.com"}"#)),
            (.serviceControl, .grant(#""NotAction":"iam:*","Resource":"*""#)),
            (.resourceControl, .grant(#""Principal":"*","Action":"*","Resource":"*""#)),
            (.endpoint, .principal(#""Principal":"*""#)),
        ])
    func clean(_ type: PolicyType, _ text: String) {
        #expect(findings(text, type).isEmpty, "\(findings(text, type))")
    }

    @Test("does not hold against stored policies what AWS keeps")
    func stored() {
        let old = #"{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#
        let spaced = String.resource(#""arn:aws:s3:::b/${ aws:username }""#)
        let long = String.resource(#""arn:aws:s3:::\#(String(repeating: "b", count: 9_999))""#)
        for text in [old, spaced, long] {
            let new = PolicyReader.read(Array(text.utf8), as: .identity)
            let stored = PolicyReader.read(Array(text.utf8), as: .identity, origin: .stored)
            #expect(!stored.hasErrors)
            #expect(new.findings.count >= stored.findings.count)
            #expect(new.findings != stored.findings)
        }
    }

    @Test("has only warnings about what is an error in some type of policy alone")
    func untyped() {
        let text = String.resource(#"["b","arn:aws:s3:us-east-1::b"]"#)
        let found = findings(text, nil)
        #expect(found.map(\.code) == [.invalidARNPrefix, .arnRegionNotAllowed])
        #expect(found.allSatisfy { $0.severity == .warning })
        #expect(findings(text, .identity).allSatisfy { $0.severity == .error })
    }

    private func findings(_ text: String, _ type: PolicyType?) -> [PolicyFinding] {
        PolicyReader.read(Array(text.utf8), as: type).findings
    }
}

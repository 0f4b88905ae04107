import PolicyLanguage
import PolicyModel
import PolicySimulation
import Testing

@Suite("Simulation")
struct SimulationTests {
    static let ada = Caller(.user, id: "arn:aws:iam::111122223333:user/ada")

    static func policy(
        _ statements: String, source: String = "p", as type: PolicyType = .identity
    ) throws -> SimulatedPolicy {
        try SimulatedPolicy(
            source: source, text: #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#,
            as: type)
    }

    static let reads = #"{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}"#

    @Test("the most restrictive resource decides, and each is told by itself")
    func resources() throws {
        let simulation = Simulation(
            caller: Self.ada,
            identity: [
                try Self.policy(Self.reads),
                try Self.policy(
                    #"{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::secret/*"}"#),
            ])
        let result = try simulation.run(
            action: "s3:GetObject", on: ["arn:aws:s3:::a/k", "arn:aws:s3:::secret/k"])
        #expect(result.resources.map(\.decision) == [.allow, .explicitDeny])
        #expect(result.decision == .explicitDeny)
        let other = try simulation.run(action: "s3:PutObject", on: ["arn:aws:s3:::a/k", "*"])
        #expect(other.decision == .implicitDeny)
        #expect(other.matched.isEmpty)
    }

    @Test("a matched statement is named with its place")
    func extents() throws {
        let text = """
            {"Statement": [
              {"Effect": "Allow", "Action": "a:b", "Resource": "*"},
              {"Effect": "Allow", "Action": "c:d", "Resource": "*"}]}
            """
        let policy = try SimulatedPolicy(source: "PolicyInputList.1", text: text, as: .identity)
        let result = try Simulation(caller: Self.ada, identity: [policy])
            .run(action: "c:d", on: ["*"])
        let statement = try #require(result.matched.first)
        #expect(result.matched.count == 1)
        #expect(statement.source == "PolicyInputList.1")
        #expect(statement.sourceType == "IAM Policy")
        #expect(statement.extent?.start == SourcePosition(line: 3, column: 3))
        #expect(statement.extent?.end == SourcePosition(line: 3, column: 56))
        let single = try SimulatedPolicy(
            source: "p", text: #"{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#,
            as: .identity)
        #expect(single.extents.map(\.start.column) == [14])
    }

    @Test("boundary and organization are told apart")
    func caps() throws {
        var simulation = Simulation(caller: Self.ada, identity: [try Self.policy(Self.reads)])
        var result = try simulation.run(action: "s3:GetObject", on: ["*"])
        #expect(result.resources[0].isAllowedByBoundary == nil)
        #expect(result.resources[0].isAllowedByOrganization == nil)
        let writes = #"{"Effect":"Allow","Action":"s3:Put*","Resource":"*"}"#
        simulation.boundaries = [try Self.policy(writes)]
        simulation.serviceControl = [
            [try Self.policy(Self.reads)], [try Self.policy(Self.reads), try Self.policy(writes)],
        ]
        result = try simulation.run(action: "s3:GetObject", on: ["*"])
        #expect(result.decision == .implicitDeny)
        #expect(result.resources[0].isAllowedByBoundary == false)
        #expect(result.resources[0].isAllowedByOrganization == true)
        simulation.boundaries = []
        simulation.serviceControl[0] = [try Self.policy(writes)]
        result = try simulation.run(action: "s3:GetObject", on: ["*"])
        #expect(result.decision == .implicitDeny)
        #expect(result.resources[0].isAllowedByOrganization == false)
    }

    @Test("statements of SCPs are not named")
    func serviceControlStatements() throws {
        var simulation = Simulation(caller: Self.ada, identity: [try Self.policy(Self.reads)])
        simulation.serviceControl = [
            [try Self.policy(#"{"Effect":"Deny","Action":"*","Resource":"*"}"#)]
        ]
        let result = try simulation.run(action: "s3:GetObject", on: ["*"])
        #expect(result.decision == .explicitDeny)
        #expect(result.matched.isEmpty)
    }

    @Test("across accounts both sides are told")
    func crossAccount() throws {
        var simulation = Simulation(caller: Self.ada, identity: [try Self.policy(Self.reads)])
        simulation.resourcePolicy = try Self.policy(
            #"{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"*"}"#,
            as: .resource)
        simulation.resourceAccount = "444455556666"
        let result = try simulation.run(action: "s3:GetObject", on: ["arn:aws:s3:::b/k"])
        #expect(result.decision == .implicitDeny)
        let details = try #require(result.resources[0].details)
        #expect(details.map(\.policies) == ["IAM Policy", "Resource Policy"])
        #expect(details.map(\.decision) == [.allow, .implicitDeny])
        simulation.resourceAccount = nil
        let own = try simulation.run(action: "s3:GetObject", on: ["arn:aws:s3:::b/k"])
        #expect(own.resources[0].details == nil)
        #expect(own.decision == .allow)
    }

    @Test("keys without a value are missing, those of SCPs and variables included")
    func missingKeys() throws {
        var simulation = Simulation(
            caller: Self.ada,
            identity: [
                try Self.policy(
                    #"""
                    {"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::b/${aws:username}/${*}",
                     "Condition":{"StringLike":{"s3:prefix":["${saml:sub, 'x'}"]},
                                  "Bool":{"AWS:SecureTransport":"true"}}}
                    """#)
            ])
        simulation.serviceControl = [
            [
                try Self.policy(
                    #"""
                    {"Effect":"Deny","Action":"*","Resource":"*",
                     "Condition":{"Null":{"aws:SourceIp":"true","s3:Prefix":"true"}}}
                    """#)
            ]
        ]
        simulation.context = ["aws:securetransport": .single("true")]
        let result = try simulation.run(action: "s3:GetObject", on: ["*"])
        #expect(
            result.missingKeys == ["aws:username", "s3:prefix", "saml:sub", "aws:SourceIp"])
    }

    @Test("a document that is no policy is refused with its first error")
    func badDocuments() {
        #expect(throws: PolicyFinding.self) {
            try SimulatedPolicy(source: "p", text: "{", as: .identity)
        }
        #expect(throws: PolicyFinding.self) {
            try SimulatedPolicy(
                source: "p",
                text: #"{"Statement":{"Effect":"Maybe","Action":"*","Resource":"*"}}"#,
                as: .identity)
        }
    }
}

import Directory
import PolicyModel
import Testing

/// Which policies apply to a question, told by their names.
@Suite("Applicable policies")
struct ApplicablePoliciesTests {
    typealias Names = ApplicablePolicies<[String]>

    static func names(_ query: Query) throws -> Names {
        try Sample.bundle.applicablePolicies(to: query, epochSeconds: 0).policies
            .map { policies, _ in policies.map(\.name) }
    }

    static let shared = Sample.managedARN("shared")
    static let scps = [["root-scp"], ["ou-scp-a", "ou-scp-b"], ["account-scp"]]
    static let full = "RCPFullAWSAccess"
    static let rcps = [[full], [full, "ou-rcp"], [full]]

    @Test("a user has its own policies, its groups', its boundary and its account's SCPs")
    func user() throws {
        let names = try Self.names(
            Query(
                principal: Sample.ada.arn, action: "s3:GetObject", resource: "arn:aws:s3:::data/x"))
        #expect(names.identity == ["ada-inline", Self.shared, "admins-inline", Self.shared])
        #expect(names.boundaries == [[Sample.managedARN("limit")]])
        #expect(names.resource == ["data"])
        #expect(names.session == nil)
        #expect(names.serviceControl == Self.scps)
        #expect(names.resourceControl == Self.rcps)
    }

    @Test("a service-linked role is left alone by SCPs and RCPs")
    func serviceLinkedRole() throws {
        let names = try Self.names(
            Query(
                principal: "arn:aws:sts::100000000002:assumed-role/AWSServiceRoleForX/s",
                action: "s3:GetObject", resource: "arn:aws:s3:::data/x"))
        #expect(names.serviceControl.isEmpty && names.resourceControl.isEmpty)
        #expect(names.resource == ["data"])
        #expect(names.identity == [])
    }

    @Test(
        "SCPs follow the caller's account, RCPs the resource's, neither the management one"
    )
    func managementAccount() throws {
        let toMember = try Self.names(
            Query(principal: Sample.boss.arn, action: "s3:GetObject", resource: "arn:aws:s3:::data")
        )
        #expect(toMember.serviceControl.isEmpty)
        #expect(toMember.resourceControl == Self.rcps)
        let own = try Self.names(
            Query(principal: Sample.boss.arn, action: "s3:GetObject", resource: "arn:aws:s3:::x"))
        #expect(own.resourceControl.isEmpty)
        let fromMember = try Self.names(
            Query(
                principal: "arn:aws:iam::100000000002:root", action: "sqs:SendMessage",
                resource: "arn:aws:sqs:eu-west-1:100000000001:q"))
        #expect(fromMember.serviceControl == Self.scps)
        #expect(fromMember.resourceControl.isEmpty)
    }

    @Test("callers without an identity side meet RCPs, but no SCPs")
    func anonymousAndService() throws {
        for principal in ["anonymous", "x.amazonaws.com"] {
            let names = try Self.names(
                Query(principal: principal, action: "s3:GetObject", resource: "arn:aws:s3:::data"))
            #expect(names.serviceControl.isEmpty)
            #expect(names.resourceControl == Self.rcps)
            #expect(names.identity == nil)
        }
    }

    @Test("session policies are documents, or managed policies of the session's account")
    func sessionPolicies() throws {
        var query = Query(
            principal: "arn:aws:sts::100000000002:assumed-role/Deployer/s",
            action: "s3:GetObject", resource: "*",
            sessionPolicies: [
                .document(PolicyDocument(statements: [])), .managed(Self.shared),
            ])
        #expect(try Self.names(query).session == ["session#0", Self.shared])
        query.sessionPolicies = [.managed(Sample.managedARN("nothing"))]
        #expect(throws: Refusal.unknownSessionPolicy) { try Self.names(query) }
    }

    @Test("switched off, SCPs do not apply; switched on, a level without any allows nothing")
    func switchedOff() throws {
        let bare = Organization(
            id: "o-1", managementAccount: Sample.management,
            root: .init(id: "r-1", members: [.init(account: Sample.member)]))
        #expect(bare.placement(of: Sample.member)?.serviceControl.isEmpty == true)
        #expect(bare.placement(of: Sample.member)?.resourceControl.isEmpty == true)
        let sibling = try #require(Sample.organization.placement(of: Sample.sibling))
        #expect(sibling.serviceControl.map { $0.map(\.name) } == [["root-scp"], []])
        #expect(sibling.resourceControl.map { $0.map(\.name) } == [[Self.full], [Self.full]])
    }
}

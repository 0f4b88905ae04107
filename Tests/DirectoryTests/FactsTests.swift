import Directory
import Foundation
import PolicyModel
import Testing

/// The condition keys that the daemon fills in.
@Suite("Facts")
struct FactsTests {
    /// The context of a question without anything but the caller, less the clock.
    static func context(
        _ principal: String, resource: String = "*", sessionTags: [String: String] = [:],
        context: [String: ContextValue] = [:]
    ) throws -> [String: ContextValue] {
        let query = Query(
            principal: principal, action: "s3:ListAllMyBuckets", resource: resource,
            sessionTags: sessionTags, context: context)
        var facts = try Sample.bundle.applicablePolicies(to: query, epochSeconds: 0).request.context
        facts["aws:currenttime"] = nil
        facts["aws:epochtime"] = nil
        return facts
    }

    static let path = ContextValue.multiple(["o-1/r-1/ou-1/"])
    static let memberFacts: [String: ContextValue] = [
        "aws:principalaccount": .single("100000000002"), "aws:principalorgid": .single("o-1"),
        "aws:principalorgpaths": path, "aws:principalisawsservice": .single("false"),
        "aws:resourceaccount": .single("100000000002"), "aws:resourceorgid": .single("o-1"),
        "aws:resourceorgpaths": path,
    ]

    static let callers: [(principal: String, own: [String: ContextValue])] = [
        (
            Sample.ada.arn,
            [
                "aws:principalarn": .single(Sample.ada.arn), "aws:principaltype": .single("User"),
                "aws:userid": .single("AIDAADA"), "aws:username": .single("ada"),
                "aws:principaltag/team": .single("red"),
            ]
        ),
        (
            "arn:aws:iam::100000000002:root",
            [
                "aws:principalarn": .single("arn:aws:iam::100000000002:root"),
                "aws:principaltype": .single("Account"), "aws:userid": .single("100000000002"),
            ]
        ),
        (
            "arn:aws:sts::100000000002:assumed-role/Deployer/build-7",
            [
                "aws:principalarn": .single(Sample.deployer.arn),
                "aws:principaltype": .single("AssumedRole"),
                "aws:userid": .single("AROADEP:build-7"),
                "aws:principaltag/stage": .single("prod"),
            ]
        ),
        (
            Sample.deployer.arn,
            [
                "aws:principalarn": .single(Sample.deployer.arn),
                "aws:principaltype": .single("AssumedRole"), "aws:userid": .single("AROADEP:"),
                "aws:principaltag/stage": .single("prod"),
            ]
        ),
        (
            "arn:aws:sts::100000000002:federated-user/bob",
            [
                "aws:principalarn": .single("arn:aws:sts::100000000002:federated-user/bob"),
                "aws:principaltype": .single("FederatedUser"),
                "aws:userid": .single("100000000002:bob"),
            ]
        ),
    ]

    @Test("each sort of caller has the keys that IAM gives it", arguments: callers)
    func caller(principal: String, own: [String: ContextValue]) throws {
        let expected = Self.memberFacts.merging(own) { $1 }
        #expect(try Self.context(principal) == expected)
    }

    @Test("a caller without an account has no keys of one")
    func withoutAccount() throws {
        #expect(
            try Self.context("anonymous", sessionTags: ["a": "b"]) == [
                "aws:principaltype": .single("Anonymous"), "aws:userid": .single("anonymous"),
                "aws:principalaccount": .single("anonymous"),
            ])
        #expect(
            try Self.context("x.amazonaws.com", sessionTags: ["a": "b"]) == [
                "aws:principalisawsservice": .single("true"),
                "aws:principalservicename": .single("x.amazonaws.com"),
                "aws:principalservicenameslist": .multiple(["x.amazonaws.com"]),
            ])
        #expect(try Self.context("accounts.google.com") == [:])
    }

    @Test("an account in the root has the root's path, one outside the organization has none")
    func organizationPaths() throws {
        let boss = try Self.context(Sample.boss.arn)
        #expect(boss["aws:principalorgpaths"] == .multiple(["o-1/r-1/"]))
        let loner = try Self.context("arn:aws:iam::\(Sample.loner):root")
        #expect(loner["aws:principalorgid"] == nil && loner["aws:resourceorgid"] == nil)
        #expect(loner["aws:principalaccount"] == .single(Sample.loner))
        // A leaf without a folder is still known to the organization.
        let foreign = try Self.context(
            Sample.boss.arn, resource: "arn:aws:sqs:eu-west-1:\(Sample.sibling):q")
        #expect(foreign["aws:resourceorgpaths"] == .multiple(["o-1/r-1/"]))
    }

    @Test("session tags win over a role's, a user's own tags over what is sent for it")
    func sessionTags() throws {
        let tags = ["STAGE": "test", "Team": "green", "new": "1"]
        let session = try Self.context(
            "arn:aws:sts::100000000002:assumed-role/Deployer/s", sessionTags: tags)
        #expect(session["aws:principaltag/stage"] == .single("test"))
        #expect(session["aws:principaltag/new"] == .single("1"))
        let user = try Self.context(Sample.ada.arn, sessionTags: tags)
        #expect(user["aws:principaltag/team"] == .single("red"))
        #expect(user["aws:principaltag/new"] == .single("1"))
    }

    @Test("what the caller sends for the daemon's keys is dropped, the rest is kept")
    func notOverwritten() throws {
        let forged = try Self.context(
            Sample.ada.arn, resource: "arn:aws:s3:::elsewhere",
            context: [
                "AWS:PrincipalARN": .single("x"), "aws:PrincipalTag/Admin": .single("yes"),
                "aws:PrincipalServiceName": .single("x"), "aws:ResourceAccount": .single("x"),
                "aws:UserName": .single("x"), "aws:SourceIp": .single("10.0.0.1"),
                "aws:ResourceTag/env": .single("prod"),
            ])
        var expected = Self.memberFacts.merging(Self.callers[0].own) { $1 }
        for key in ["aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths"] {
            expected[key] = nil
        }
        expected["aws:sourceip"] = .single("10.0.0.1")
        expected["aws:resourcetag/env"] = .single("prod")
        #expect(forged == expected)
    }

    @Test(
        "the clock is told in both forms",
        arguments: [
            0, -1, 951_782_399, 951_782_400, 1_709_164_800, 1_795_500_083, 4_107_542_400,
            -11_644_473_600, 253_402_300_799,
        ])
    func clock(epochSeconds: Int64) throws {
        let query = Query(
            principal: "anonymous", action: "s3:GetObject", resource: "*",
            context: ["aws:CurrentTime": .single("1970"), "aws:EpochTime": .single("0")])
        let context = try Sample.bundle.applicablePolicies(to: query, epochSeconds: epochSeconds)
            .request.context
        let date = Date(timeIntervalSince1970: TimeInterval(epochSeconds))
        #expect(context["aws:currenttime"] == .single(date.ISO8601Format()))
        #expect(context["aws:epochtime"] == .single(String(epochSeconds)))
    }
}

import Directory
import PolicyModel
import Testing

/// Which policy guards a resource, who owns it, and which tags it has.
@Suite("Resource lookup")
struct ResourceLookupTests {
    static func prepare(
        _ resource: String, action: String = "s3:GetObject", account: String? = nil,
        tags: [String: String] = [:], bundle: Bundle = Sample.bundle
    ) throws -> PreparedQuery {
        let query = Query(
            principal: Sample.boss.arn, action: action, resource: resource,
            resourceAccount: account, resourceTags: tags)
        return try bundle.applicablePolicies(to: query, epochSeconds: 0)
    }

    static let borders: [(resource: String, policy: String?)] = [
        ("arn:aws:s3:::data", "data"),
        ("arn:aws:s3:::data/", "data"),
        ("arn:aws:s3:::data/a/b", "data"),
        ("arn:aws:s3:::data/secret", "secret"),
        ("arn:aws:s3:::data/secret/x", "secret"),
        ("arn:aws:s3:::data/secrets", "data"),
        ("arn:aws:s3:::data/tagged/x", "data"),
        ("arn:aws:s3:::database", nil),
        ("arn:aws:s3:::dat", nil),
        ("arn:aws:s3:::", nil),
        ("arn:aws:logs:eu-west-1:100000000002:log-group:app:log-stream:1", "app-logs"),
        ("arn:aws:logs:eu-west-1:100000000002:log-group:app2", nil),
        ("arn:aws:logs:eu-west-2:100000000002:log-group:app", nil),
        ("*", nil),
        // A border is a byte, whatever combines with it; another spelling is the same name.
        ("arn:aws:s3:::data/\u{301}x", "data"),
        ("arn:aws:logs:eu-west-1:100000000002:log-group:app:\u{301}x", "app-logs"),
        ("arn:aws:S3:::data", "data"),
        ("arn:AWS:logs:EU-west-1:100000000002:log-group:app", "app-logs"),
        ("arn:aws:s3:::Data", nil),
    ]

    @Test("the longest listed name that ends at a border wins", arguments: borders)
    func border(resource: String, policy: String?) throws {
        #expect(try Self.prepare(resource).policies.resource?.first?.name == policy)
    }

    @Test(
        "a role is guarded by its trust policy, in questions of trust alone",
        arguments: [
            ("sts:AssumeRole", true), ("STS:assumerole", true), ("sts:TagSession", true),
            ("sts:AssumeRoleWithWebIdentity", true), ("sts:SetSourceIdentity", true),
            ("sts:GetFederationToken", false), ("iam:GetRole", false), ("iam:PassRole", false),
        ])
    func trust(action: String, applies: Bool) throws {
        let prepared = try Self.prepare(Sample.deployer.arn, action: action)
        #expect(prepared.policies.resource?.first?.name == (applies ? "deployer-trust" : nil))
        #expect(prepared.request.context["aws:resourcetag/stage"] == .single("prod"))
    }

    static let owners: [(resource: String, claimed: String?, owner: String?, fact: String?)] = [
        ("arn:aws:sqs:eu-west-1:100000000003:q", "5", "100000000003", "100000000003"),
        ("arn:aws:s3:::data/x", "5", "100000000002", "100000000002"),
        ("arn:aws:s3:::data/tagged", nil, "100000000002", "100000000002"),
        ("arn:aws:s3:::other", "5", "5", "5"),
        // Taken to be the caller's own, but not stated as a fact.
        ("arn:aws:s3:::other", nil, "100000000001", nil),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", nil, "100000000001", nil),
        ("*", "5", "100000000001", "100000000001"),
        // A mark that combines with the colon does not hide the account before it.
        ("arn:aws:sqs:eu-west-1:100000000003:\u{301}q", nil, "100000000003", "100000000003"),
    ]

    @Test(
        "an owner is the ARN's, the bundle's, the caller's word, in this order", arguments: owners)
    func owner(resource: String, claimed: String?, owner: String?, fact: String?) throws {
        let request = try Self.prepare(resource, account: claimed).request
        #expect(request.resourceAccount == owner)
        #expect(request.context["aws:resourceaccount"] == fact.map(ContextValue.single))
    }

    @Test("names are compared byte by byte, equivalent or not")
    func bytes() throws {
        let composed = "arn:aws:s3:::caf\u{E9}"
        let bundle = Bundle(accounts: [
            Account(
                id: Sample.management, principals: [Sample.boss],
                resources: [Resource(arn: composed, policy: Sample.policy("cafe"))])
        ])
        let decomposed = try Self.prepare("arn:aws:s3:::cafe\u{301}", bundle: bundle)
        #expect(decomposed.policies.resource == nil)
        #expect(try Self.prepare(composed, bundle: bundle).policies.resource != nil)
    }

    @Test("where there is one account, it owns what nobody else does")
    func onlyAccount() throws {
        let bundle = Bundle(accounts: [Account(id: Sample.management, principals: [Sample.boss])])
        let request = try Self.prepare("arn:aws:s3:::other", bundle: bundle).request
        #expect(request.context["aws:resourceaccount"] == .single(Sample.management))
        #expect(request.context["aws:resourceorgid"] == nil)
    }

    @Test("tags belong to the resource itself, and the bundle's win over the caller's")
    func tags() throws {
        let tags = ["env": "test", "more": "1"]
        let bucket = try Self.prepare("arn:aws:s3:::data", tags: tags).request.context
        #expect(bucket["aws:resourcetag/env"] == .single("prod"))
        #expect(bucket["aws:resourcetag/more"] == .single("1"))
        let object = try Self.prepare("arn:aws:s3:::data/x", tags: tags).request.context
        #expect(object["aws:resourcetag/env"] == .single("test"))
        let tagged = try Self.prepare("arn:aws:s3:::data/tagged").request.context
        #expect(tagged["aws:resourcetag/kind"] == .single("a"))
    }
}

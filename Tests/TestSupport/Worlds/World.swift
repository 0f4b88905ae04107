import Directory
import PolicyModel

/// A small random world, whose policies have something to say about the questions it asks: two
/// accounts with users, roles and resources, often in an organization.
///
/// It can be changed piece by piece, as a living bundle is.
package struct World: Sendable {
    private var policies: PolicyGenerator
    private var random: SplitMix64
    private var scenario: Scenario
    private var accounts: [String: [Principal]] = [:]
    private var managed: [String: [NamedPolicy]] = [:]
    private var resources: [Resource] = []
    private var controls = Organization.Attachments()
    private var isOrganization: Bool

    /// Makes a world; the same seed gives the same one.
    package init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        policies = PolicyGenerator(seed: random.next())
        scenario = policies.scenario()
        isOrganization = random.chance(70)
        for account in Vocabulary.accounts {
            for name in ["a", "b"] { add(user: name, to: account) }
            for name in ["R", "p/Rb"] { add(role: name, to: account) }
        }
        for _ in 0..<random.int(in: 0...3) { addResource() }
        changeControls()
    }

    /// The world as it stands.
    package var bundle: Bundle {
        let accounts = self.accounts.keys.sorted().enumerated().map { index, id in
            Account(
                id: id, principals: self.accounts[id] ?? [], managedPolicies: managed[id] ?? [],
                resources: index == 0 ? resources : [])
        }
        guard isOrganization else { return Bundle(accounts: accounts) }
        return Bundle(
            accounts: accounts,
            organization: Organization(
                id: "o-1", managementAccount: "000000000009",
                root: Organization.Unit(
                    id: "r-1", attachments: controls,
                    members: Vocabulary.accounts.prefix(1).map {
                        Organization.Member(account: $0, attachments: controls)
                    })))
    }

    /// A question about it.
    package mutating func query() -> Query {
        let request = scenario.nextRequest()
        var query = Query(
            principal: principal(near: request.caller), action: request.action,
            resource: resource(near: request.resource), resourceAccount: request.resourceAccount,
            context: request.context)
        if random.chance(30) { query.resourceAccount = nil }
        if random.chance(20) { query.context["aws:username"] = .single("mallory") }
        if random.chance(20) { query.context["AWS:PrincipalTag/Team"] = .single("red") }
        if random.chance(15) { query.resourceTags = [random.pick(["Team", "team"]): "blue"] }
        if random.chance(5) { query.sessionTags = ["Team": "green"] }
        if random.chance(3), let session = scenario.policies.session?.first {
            query.sessionPolicies = [.document(session.document)]
        }
        return query
    }

    /// Changes one thing: a principal's policies, a resource, or the organization's controls.
    package mutating func change() {
        let account = random.pick(Vocabulary.accounts)
        switch random.below(6) {
        case 0: changeControls()
        case 1:
            if !resources.isEmpty { resources.remove(at: random.below(resources.count)) }
            if random.chance(60) { addResource() }
        case 2: add(role: random.pick(["R", "p/Rb"]), to: account)
        case 3:
            accounts[account]?.removeAll { $0.name == "b" }
        default: add(user: random.pick(["a", "b"]), to: account)
        }
    }

    // MARK: Making things

    private mutating func add(user name: String, to account: String) {
        add(.user(groups: []), "user/" + name, to: account)
    }

    private mutating func add(role name: String, to account: String) {
        let trust =
            scenario.policies.resource?.first
            ?? NamedPolicy(
                name: "trust", document: PolicyDocument(statements: []))
        add(.role(trustPolicy: trust), "role/" + name, to: account)
    }

    private mutating func add(_ kind: Principal.Kind, _ resource: String, to account: String) {
        let arn = "arn:aws:iam::\(account):\(resource)"
        let parts = resource.split(separator: "/")
        let name = String(parts.last ?? "")
        var principal = Principal(
            kind, arn: arn, path: parts.count > 2 ? "/\(parts[1])/" : "/", name: name,
            uniqueID: random.chance(80) ? "AID\(name)" : nil,
            tags: random.chance(50) ? ["Team": random.pick(["red", "blue"])] : [:],
            inlinePolicies: identity())
        if random.chance(20) {
            let boundary = NamedPolicy(
                name: "arn:aws:iam::\(account):policy/limit-\(name)",
                document: policies.guardrail(.boundary, around: scenario.request).first?.document
                    ?? PolicyDocument(statements: []))
            managed[account, default: []].removeAll { $0.name == boundary.name }
            managed[account, default: []].append(boundary)
            principal.boundary = boundary.name
        }
        accounts[account, default: []].removeAll { $0.arn == arn }
        accounts[account, default: []].append(principal)
    }

    private mutating func identity() -> [NamedPolicy] {
        guard random.chance(70) else { return scenario.policies.identity ?? [] }
        return (0..<random.int(in: 0...2)).map { _ in
            policies.policy(.identity, around: scenario.nextRequest())
        }
    }

    private mutating func addResource() {
        var arn = scenario.nextRequest().resource
        if random.chance(50), let border = arn.lastIndex(where: { $0 == "/" || $0 == ":" }) {
            arn = String(arn[..<border])
        }
        let policy = NamedPolicy(
            name: arn, document: policies.policy(.resource, around: scenario.request).document)
        resources.removeAll { $0.arn == arn }
        resources.append(
            Resource(
                arn: arn, policy: random.chance(80) ? policy : nil,
                tags: random.chance(50) ? ["team": random.pick(["red", "blue"])] : [:]))
    }

    private mutating func changeControls() {
        controls = Organization.Attachments()
        if random.chance(50) {
            controls.serviceControl = policies.guardrail(.serviceControl, around: scenario.request)
        }
        if random.chance(50) {
            controls.resourceControl = policies.guardrail(
                .resourceControl, around: scenario.request)
        }
    }

    // MARK: Asking

    private mutating func principal(near caller: Caller) -> String {
        let account = caller.account ?? Vocabulary.accounts[0]
        switch random.below(20) {
        case 0: return caller.id
        case 1: return "anonymous"
        case 2: return "s3.amazonaws.com"
        case 3: return "arn:aws:iam::\(account):root"
        case 4: return "arn:aws:sts::\(account):assumed-role/r/s"
        case 5: return "arn:aws:iam::\(account):user/c"
        case 6...9: return "arn:aws:sts::\(account):assumed-role/\(random.pick(["R", "Rb"]))/s1"
        case 10...11: return "arn:aws:iam::\(account):role/\(random.pick(["R", "p/Rb"]))"
        default: return "arn:aws:iam::\(account):user/\(random.pick(["a", "b"]))"
        }
    }

    private mutating func resource(near resource: String) -> String {
        switch random.below(20) {
        case 0: return "*"
        case 1: return "arn:AWS:S3:::" + random.string(of: "ab/", length: 0...6)
        case 2:
            let account = random.pick(Vocabulary.accounts)
            return "arn:aws:iam::\(account):\(random.pick(["role/R", "role/p/Rb", "user/a"]))"
        case 3...5: return resources.isEmpty ? resource : random.pick(resources).arn + "/x"
        default: return resource
        }
    }
}

import PolicyModel

/// Makes requests: from nothing, or by small changes of another one.
package struct RequestGenerator: Sendable {
    var random: SplitMix64

    /// Makes a generator; the same seed gives the same requests.
    package init(seed: UInt64) { random = SplitMix64(seed: seed) }

    init(random: SplitMix64) { self.random = random }

    /// A request out of the blue.
    package mutating func request() -> AuthorizationRequest {
        let target = random.pick(random.chance(68) ? Vocabulary.ordinary : Vocabulary.special)
        let caller = caller(of: random.pick(Self.kinds))
        return AuthorizationRequest(
            caller: caller, action: random.pick(target.actions),
            resource: random.pick(target.resources), resourceAccount: account(near: caller),
            context: context())
    }

    /// The same request, or one that differs in a thing or two.
    package mutating func request(near other: AuthorizationRequest) -> AuthorizationRequest {
        var request = other
        for _ in 0..<random.pick([0, 0, 1, 1, 1, 2, 3]) {
            switch random.below(10) {
            case 0: request.action = random.nearMiss(request.action)
            case 1: request.action = random.otherCase(request.action)
            case 2: request.resource = random.nearMiss(request.resource)
            case 3:
                let all = Vocabulary.ordinary + Vocabulary.special
                let service = request.action.prefix { $0 != ":" }
                let related = all.filter { $0.actions.contains { $0.hasPrefix(service) } }
                let target = random.pick(related.isEmpty ? all : related)
                request.resource = random.pick(target.resources)
                if random.chance(50) { request.action = random.pick(target.actions) }
            case 4: request.caller = caller(near: request.caller)
            case 5: request.resourceAccount = account(near: request.caller)
            default: mutate(&request.context)
            }
        }
        return request
    }

    // MARK: Callers

    /// The kinds of caller, as often as they shall occur.
    private static let kinds: [Caller.Kind] =
        Array(repeating: .user, count: 8) + Array(repeating: .assumedRole, count: 7)
        + Array(repeating: .role, count: 2) + Array(repeating: .federatedUser, count: 2)
        + Array(repeating: .root, count: 2) + Array(repeating: .service, count: 2)
        + [.anonymous, .federated, .canonicalUser]

    /// A caller of a kind.
    mutating func caller(of kind: Caller.Kind) -> Caller {
        let account = random.chance(80) ? Vocabulary.accounts[0] : Vocabulary.accounts[1]
        let name = random.pick(["a", "a", "b"])
        let user = "arn:aws:iam::\(account):user/\(name)"
        let role = random.pick(["R", "R", "r", "Rb"])
        let roleARN = "arn:aws:iam::\(account):role/\(random.pick(["", "p/"]))\(role)"
        let isKnown = random.chance(60)
        switch kind {
        case .anonymous: return .anonymous
        case .root: return Caller(.root, id: "arn:aws:iam::\(account):root")
        case .user: return Caller(.user, id: user, uniqueID: isKnown ? "AIDA\(name)" : nil)
        case .role:
            return Caller(
                .role, id: roleARN, uniqueID: isKnown ? "AROA\(role)" : nil,
                isServiceLinkedRole: random.chance(8))
        case .assumedRole:
            return Caller(
                .assumedRole, id: "arn:aws:sts::\(account):assumed-role/\(role)/\(name)",
                issuer: isKnown ? roleARN : nil, uniqueID: isKnown ? "AROA\(role)" : nil,
                isServiceLinkedRole: random.chance(8))
        case .federatedUser:
            return Caller(
                .federatedUser, id: "arn:aws:sts::\(account):federated-user/\(name)",
                issuer: isKnown ? user : nil, uniqueID: isKnown ? "AIDA\(name)" : nil)
        case .service: return Caller(.service, id: "\(name).amazonaws.com")
        case .federated:
            let providers = [
                "accounts.google.com", "arn:aws:iam::\(account):oidc-provider/\(name)",
            ]
            return Caller(.federated, id: random.pick(providers))
        case .canonicalUser: return Caller(.canonicalUser, id: "\(name)0")
        }
    }

    /// Another caller, mostly of the same kind.
    private mutating func caller(near other: Caller) -> Caller {
        let caller = caller(of: random.chance(75) ? other.kind : random.pick(Self.kinds))
        guard random.chance(4), !caller.id.isEmpty else { return caller }
        return Caller(
            caller.kind, id: random.nearMiss(caller.id), issuer: caller.issuer,
            uniqueID: caller.uniqueID, isServiceLinkedRole: caller.isServiceLinkedRole)
    }

    /// The account of a resource: mostly the caller's.
    private mutating func account(near caller: Caller) -> String? {
        switch random.below(10) {
        case 0: nil
        case 1...2: random.pick(Vocabulary.accounts)
        default: caller.account ?? Vocabulary.accounts[0]
        }
    }

    // MARK: Context

    private mutating func context() -> [String: ContextValue] {
        var context: [String: ContextValue] = [:]
        for key in Vocabulary.keys where random.chance(60) {
            context[key.name.lowercased()] = value(of: key)
        }
        return context
    }

    /// The request with a new value for one key, as requests that probe a condition need.
    mutating func request(near other: AuthorizationRequest, key: String) -> AuthorizationRequest {
        var request = other
        let known = Vocabulary.keys.first { $0.name.lowercased() == key.lowercased() }
        guard let known else { return request }
        request.context[known.name.lowercased()] = random.chance(10) ? nil : value(of: known)
        return request
    }

    private mutating func mutate(_ context: inout [String: ContextValue]) {
        let key = random.pick(Vocabulary.keys)
        context[key.name.lowercased()] = random.chance(25) ? nil : value(of: key)
    }

    private mutating func value(of key: Vocabulary.Key) -> ContextValue {
        let isMultiple = key.isMultiple != random.chance(6)
        guard isMultiple else { return .single(text(of: key)) }
        return .multiple((0..<random.pick([0, 1, 1, 2, 2, 3])).map { _ in text(of: key) })
    }

    private mutating func text(of key: Vocabulary.Key) -> String {
        switch random.below(20) {
        case 0: ""
        case 1: random.pick(Vocabulary.malformed(key.kind))
        default: random.pick(Vocabulary.values(key.kind))
        }
    }
}

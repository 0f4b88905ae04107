import ConditionValues
import PolicyModel

/// The condition keys that the daemon knows by itself: from the bundle and from the clock.
///
/// Which key is present when follows the IAM User Guide's page on global condition keys. Keys are
/// lower-cased, as everywhere in a request.
///
/// A caller may supply any other key. A value that it sends for one of these is dropped, whether
/// or not the daemon has a value: that there is none is knowledge, too. Tags are the exception that
/// sessions make, see ``Query/sessionTags``; they come beside the context, not in it.
package enum Facts {
    /// Whether only the daemon may give this key, which must be lower-cased, a value.
    package static func owns(_ key: String) -> Bool {
        names.contains(key) || key.utf8.starts(with: "aws:principaltag/".utf8)
    }

    static let names: Set<String> = [
        "aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths",
        "aws:principaltype", "aws:principalisawsservice", "aws:principalservicename",
        "aws:principalservicenameslist", "aws:username", "aws:userid", "aws:resourceaccount",
        "aws:resourceorgid", "aws:resourceorgpaths", "aws:currenttime", "aws:epochtime",
    ]

    /// The keys of the clock.
    ///
    /// - Parameter epochSeconds: Seconds since the Unix epoch.
    static func clock(_ epochSeconds: Int64) -> [String: ContextValue] {
        [
            "aws:currenttime": .single(Timestamp(epochSeconds: epochSeconds).iso8601),
            "aws:epochtime": .single(String(epochSeconds)),
        ]
    }

    /// The keys of the resource.
    ///
    /// - Parameters:
    ///   - account: The account that owns it; `nil` if nobody knows, which leaves the keys out, so
    ///     that a perimeter that denies foreign resources denies this one.
    ///   - tags: Its tags.
    static func resource(
        account: String?, tags: [String: String], organization: Organization?
    ) -> [String: ContextValue] {
        var facts = tagFacts("aws:resourcetag/", tags)
        guard let account else { return facts }
        facts["aws:resourceaccount"] = .single(account)
        if let organization, let placement = organization.placement(of: account) {
            facts["aws:resourceorgid"] = .single(organization.id)
            facts["aws:resourceorgpaths"] = .multiple([placement.path])
        }
        return facts
    }

    /// The keys of the caller.
    ///
    /// - Parameter tags: The tags of its session, or what the caller sent for them.
    static func caller(
        _ resolution: PrincipalResolution, sessionTags: [String: String],
        organization: Organization?
    ) -> [String: ContextValue] {
        let caller = resolution.caller
        var facts: [String: ContextValue] = [:]
        func set(_ key: String, _ value: String?) {
            if let value { facts[key] = .single(value) }
        }
        set("aws:principaltype", caller.kind.principalType)
        set("aws:principalaccount", caller.kind == .anonymous ? "anonymous" : caller.account)
        set("aws:principalarn", caller.principalARN)
        set("aws:userid", caller.userID)
        switch caller.kind {
        case .user:
            set("aws:username", resolution.principal?.name)
        case .service:
            set("aws:principalservicename", caller.id)
            facts["aws:principalservicenameslist"] = .multiple([caller.id])
        default: break
        }
        guard let account = caller.account else {
            if caller.kind == .service { set("aws:principalisawsservice", "true") }
            return facts
        }
        set("aws:principalisawsservice", "false")
        if let organization, let placement = organization.placement(of: account) {
            set("aws:principalorgid", organization.id)
            facts["aws:principalorgpaths"] = .multiple([placement.path])
        }
        let own = resolution.principal?.tags ?? [:]
        let ownWins = caller.kind == .user
        let tags = own.mergingTags(sessionTags, ownWins: ownWins)
        facts.merge(tagFacts("aws:principaltag/", tags)) { $1 }
        return facts
    }

    /// One key for each tag. Of two tags that differ in case alone the first in the order of code
    /// points stays: keys compare without regard to case, and IAM leaves open which it takes.
    static func tagFacts(
        _ prefix: String, _ tags: [String: String]
    ) -> [String: ContextValue] {
        let pairs = tags.sorted { $0.key < $1.key }
            .map { (prefix + $0.key.lowercased(), ContextValue.single($0.value)) }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension [String: String] {
    /// Both sets of tags. Tags whose keys differ in case alone are the same tag here, since a
    /// condition could not tell them apart.
    func mergingTags(_ others: [String: String], ownWins: Bool) -> [String: String] {
        let (strong, weak) = ownWins ? (self, others) : (others, self)
        let taken = Set(strong.keys.map { $0.lowercased() })
        return strong.merging(weak.filter { !taken.contains($0.key.lowercased()) }) { first, _ in
            first
        }
    }
}

extension Caller.Kind {
    /// `aws:PrincipalType`; services and outside providers have none.
    fileprivate var principalType: String? {
        switch self {
        case .anonymous: "Anonymous"
        case .root: "Account"
        case .user: "User"
        case .role, .assumedRole: "AssumedRole"
        case .federatedUser: "FederatedUser"
        case .service, .federated, .canonicalUser: nil
        }
    }
}

extension Caller {
    /// `aws:PrincipalArn`: for sessions of a role the role's ARN.
    fileprivate var principalARN: String? {
        switch kind {
        case .root, .user, .federatedUser: id
        case .role, .assumedRole: issuer ?? id
        case .anonymous, .service, .federated, .canonicalUser: nil
        }
    }

    /// `aws:userid`. A role whose session is not known gets its unique id and the colon, which
    /// `AROA…:*` matches as it would match every session.
    fileprivate var userID: String? {
        // `assumed-role/ROLE/SESSION`, `federated-user/NAME`
        let slash = id.utf8.lastIndex(of: UInt8(ascii: "/"))
        let lastPart = slash.map { String(Substring(id.utf8[$0...].dropFirst())) } ?? ""
        switch kind {
        case .anonymous: return "anonymous"
        case .root: return account
        case .user: return uniqueID
        case .role: return uniqueID.map { "\($0):" }
        case .assumedRole: return uniqueID.map { "\($0):\(lastPart)" }
        case .federatedUser: return account.map { "\($0):\(lastPart)" }
        case .service, .federated, .canonicalUser: return nil
        }
    }
}

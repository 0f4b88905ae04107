/// All policies that apply to one request, sorted by the part they play in the decision.
///
/// The shape is shared by everything that decides: the compiled engine fills it with compiled
/// statement sets, the reference evaluator with plain lists of documents.
public struct ApplicablePolicies<Policies: Sendable>: Sendable {
    /// The caller's own policies and those of its groups; `nil` if it has none.
    public var identity: Policies?

    /// The policy of the resource: bucket, key, trust policy, …; `nil` if it has none.
    public var resource: Policies?

    /// Permissions boundaries; each one must allow. Empty if none is set.
    public var boundaries: [Policies]

    /// The session's policies, one set whose allows are united; `nil` if none were passed.
    public var session: Policies?

    /// Service control policies from the organization's root down to the account; each level must
    /// allow. Empty if SCPs do not reach the caller's account.
    public var serviceControl: [Policies]

    /// Resource control policies from the root down to the resource's account, likewise.
    public var resourceControl: [Policies]

    /// The policy of the VPC endpoint that the request came through, if any.
    public var endpoint: Policies?

    /// Creates an arrangement, by default one in which no policy applies.
    public init(
        identity: Policies? = nil, resource: Policies? = nil, boundaries: [Policies] = [],
        session: Policies? = nil, serviceControl: [Policies] = [],
        resourceControl: [Policies] = [], endpoint: Policies? = nil
    ) {
        self.identity = identity
        self.resource = resource
        self.boundaries = boundaries
        self.session = session
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
        self.endpoint = endpoint
    }

    /// All members, each with the type under which it takes part, in the order of evaluation.
    public var members: [(policies: Policies, type: PolicyType)] {
        var members: [(policies: Policies, type: PolicyType)] = []
        for level in serviceControl { members.append((level, .serviceControl)) }
        for level in resourceControl { members.append((level, .resourceControl)) }
        if let endpoint { members.append((endpoint, .endpoint)) }
        if let resource { members.append((resource, .resource)) }
        if let identity { members.append((identity, .identity)) }
        for policies in boundaries { members.append((policies, .boundary)) }
        if let session { members.append((session, .session)) }
        return members
    }

    /// The same arrangement with every member transformed.
    ///
    /// - Parameter transform: Receives each member with the type under which it takes part.
    public func map<Other: Sendable, Failure: Error>(
        _ transform: (Policies, PolicyType) throws(Failure) -> Other
    ) throws(Failure) -> ApplicablePolicies<Other> {
        var other = ApplicablePolicies<Other>()
        if let identity { other.identity = try transform(identity, .identity) }
        if let resource { other.resource = try transform(resource, .resource) }
        for policies in boundaries { other.boundaries.append(try transform(policies, .boundary)) }
        if let session { other.session = try transform(session, .session) }
        for level in serviceControl {
            other.serviceControl.append(try transform(level, .serviceControl))
        }
        for level in resourceControl {
            other.resourceControl.append(try transform(level, .resourceControl))
        }
        if let endpoint { other.endpoint = try transform(endpoint, .endpoint) }
        return other
    }
}

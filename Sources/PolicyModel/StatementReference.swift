/// Names one statement of one policy, as an explanation of a decision does.
public struct StatementReference: Sendable, Hashable {
    /// The part the policy played.
    public var policyType: PolicyType

    /// The policy's name.
    public var policy: String

    /// The statement's Sid, if it has one.
    public var sid: String?

    /// The statement's place in its document, from 0.
    public var index: Int

    /// The statement's effect.
    public var effect: Effect

    /// Creates a reference.
    public init(policyType: PolicyType, policy: String, sid: String?, index: Int, effect: Effect) {
        self.policyType = policyType
        self.policy = policy
        self.sid = sid
        self.index = index
        self.effect = effect
    }
}

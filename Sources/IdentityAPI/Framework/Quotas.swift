/// How much of everything an account may have. Every quota is the greatest allowed value.
///
/// Source: IAM User Guide, *IAM and AWS STS quotas*. Sizes are in characters, without the space
/// outside of strings.
package struct Quotas: Sendable, Hashable {
    /// LIMIT: AWS grants 1,000 and raises that to 5,000 for whoever asks; here nobody could be
    /// asked. Service-linked roles count, but may exceed it.
    package var roles = 5_000
    /// LIMIT: AWS's quota, which it doesn't raise.
    package var users = 5_000
    /// LIMIT: AWS grants 1,500 and raises that to 5,000 for whoever asks.
    package var policies = 5_000
    /// LIMIT: AWS's default; tools expect to be stopped here.
    package var attachmentsPerOwner = 10
    /// LIMIT: AWS's quota.
    package var versionsPerPolicy = 5
    /// LIMIT: AWS's quota.
    package var tagsPerEntity = 50
    /// LIMIT: AWS's quota.
    package var policySize = 6_144
    /// LIMIT: AWS's default, which it raises to 4,096 for whoever asks.
    package var trustPolicySize = 2_048
    /// LIMIT: AWS's quotas for all inline policies of a user, a group or a role together.
    package var inlineSizes = InlineSizes()

    /// Quotas by the sort of owner.
    package struct InlineSizes: Sendable, Hashable {
        /// Of a user.
        package var user = 2_048
        /// Of a group.
        package var group = 5_120
        /// Of a role.
        package var role = 10_240
    }

    /// AWS's quotas.
    package init() {}
}

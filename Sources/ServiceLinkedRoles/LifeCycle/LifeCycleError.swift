/// Why something was not done with a service-linked role. Nothing has changed then.
package struct LifeCycleError: Error, Sendable, Hashable {
    /// What it is in the words of the IAM API, where that has one for it.
    package enum Code: Sendable, Hashable {
        /// `InvalidInput`: what was asked for makes no sense, now or ever.
        case invalidInput
        /// `NoSuchEntity`: what is meant does not exist.
        case noSuchEntity
        /// `LimitExceeded`: there are too many already.
        case limitExceeded
        /// `UnmodifiableEntity`: only the service may do that.
        case unmodifiableEntity
        /// `PolicyNotAttachable`: the policy belongs to a service.
        case policyNotAttachable
        /// Something else is going on: try again later. IAM does not tell it apart; HTTP says 409.
        case conflict
    }

    /// What is wrong.
    package enum Kind: Sendable, Hashable {
        /// No definition has this service principal.
        case unknownService
        /// The service allows no suffix, or not this one, or it makes the name too long.
        case invalidSuffix
        /// The description is too long, or has characters that IAM does not accept.
        case invalidDescription
        /// A role has this name already, be it in another case.
        case nameTaken
        /// The service does not support its role there; `supported` are the regions where it does.
        case unsupportedRegion(supported: [String])
        /// The settings are no JSON object, or too long.
        case invalidSettings
        /// What is said to depend on the role has no ARN, or one of another region.
        case invalidResource
        /// The use would have expired already.
        case expired
        /// There is no role of this name, or none that a service owns.
        case noSuchRole
        /// Too many resources depend on roles in the account.
        case tooManyUses
        /// The role is being deleted by this task.
        case deletionInProgress(task: String)
        /// Too many deletions are going on in the account.
        case tooManyTasks
        /// The id is none of a deletion task.
        case malformedTaskID
        /// No task has this id, or not any more.
        case noSuchTask
        /// The role is a service's, and that may not be done with it.
        case protectedRole
        /// The role is served from a bundle, which the API can't change.
        case readOnlyRole
        /// The policy is a service's, for its own role alone.
        case protectedPolicy
    }

    /// What is wrong.
    package var kind: Kind
    /// One line for people: lower case, without full stop, user input in backticks.
    package var message: String

    /// Creates an error.
    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// What it is in the words of the IAM API.
    package var code: Code {
        switch kind {
        case .unknownService, .invalidSuffix, .invalidDescription, .nameTaken, .unsupportedRegion,
            .invalidSettings, .invalidResource, .expired, .malformedTaskID:
            .invalidInput
        case .noSuchRole, .noSuchTask: .noSuchEntity
        case .tooManyUses, .tooManyTasks: .limitExceeded
        case .protectedRole, .readOnlyRole: .unmodifiableEntity
        case .protectedPolicy: .policyNotAttachable
        case .deletionInProgress: .conflict
        }
    }
}

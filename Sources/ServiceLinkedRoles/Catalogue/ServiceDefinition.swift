import PolicyModel

/// What a service says of its service-linked role.
///
/// Source: IAM User Guide, *Create a service-linked role*: the service alone defines the role's
/// name, who may assume it and what it may do.
package struct ServiceDefinition: Sendable, Hashable {
    /// A region, and whether the service's role can be used in it.
    package struct Region: Sendable, Hashable {
        /// What people call it: `US East (N. Virginia)`.
        package var name: String
        /// What programs call it: `us-east-1`.
        package var id: String
        /// Whether the service supports the role there.
        package var isSupported: Bool
    }

    /// What of a role may be edited, where its service allows it.
    package enum EditableAttribute: String, Sendable, Hashable, CaseIterable {
        /// The text for people.
        case description = "Description"
    }

    /// The service principal, such as `codewhisperer.amazonaws.com`. Case matters.
    package var service: String
    /// The role's name, without suffix: `AWSServiceRoleFor…`.
    package var roleName: String
    /// Whether an account may have several roles of the service, told apart by a suffix.
    package var allowsSuffix: Bool
    /// The role's description, if whoever creates it gives none.
    package var description: String
    /// Who may assume the role: the service, and nobody else.
    package var trustPolicy: ServiceDocument
    /// The last part of the ARN of the managed policy that says what the role may do.
    package var policyName: String
    /// That policy's document.
    package var permissions: ServiceDocument
    /// What of the role may be edited.
    package var editableAttributes: Set<EditableAttribute>
    /// The regions that the service is known in, in the order of writing. Never empty.
    package var regions: [Region]

    /// The path of the service's roles.
    package var rolePath: String { "/aws-service-role/\(service)/" }

    /// The ARN of the managed policy that says what the role may do.
    package var policyARN: String { "arn:aws:iam::aws:policy/aws-service-role/\(policyName)" }

    /// The ids of the regions in which the role can be used, in the order of writing.
    package var supportedRegions: [String] { regions.filter(\.isSupported).map(\.id) }
}

/// A policy document that a service has written.
package struct ServiceDocument: Sendable, Hashable {
    /// JSON, without white space between its tokens.
    package var text: String
    /// What the text says; positions are those in ``text``.
    package var document: PolicyDocument
}

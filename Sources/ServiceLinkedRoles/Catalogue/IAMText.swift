/// Which texts IAM accepts for what.
///
/// Source: the parameters of *CreateServiceLinkedRole* in the IAM API Reference. What it writes as
/// `\w` are ASCII letters, digits and the underscore.
package enum IAMText {
    /// LIMIT: IAM's for the name of a role, and for a suffix.
    package static let roleNameCountMax = 64
    /// LIMIT: IAM's for the name of a managed policy, and for that of a service.
    package static let policyNameCountMax = 128
    /// LIMIT: IAM's for the description of a role.
    package static let descriptionCountMax = 1_000
}

extension String {
    /// Whether this is a name as IAM has them: letters, digits and `_+=,.@-`, at least one.
    package func isIAMName(countMax: Int) -> Bool {
        (1...countMax).contains(utf8.count) && unicodeScalars.allSatisfy(\.isIAMName)
    }

    /// Whether this can be the description of a role: up to 1,000 characters of Latin-1, of those
    /// without a shape only tab, line feed and carriage return.
    package var isRoleDescription: Bool {
        unicodeScalars.count <= IAMText.descriptionCountMax
            && unicodeScalars.allSatisfy { scalar in
                switch scalar.value {
                case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA1...0xFF: true
                default: false
                }
            }
    }
}

extension Unicode.Scalar {
    /// Whether names of IAM may hold this: one of `A-Z a-z 0-9 _ + = , . @ -`.
    package var isIAMName: Bool {
        switch self {
        case "A"..."Z", "a"..."z", "0"..."9", "_", "+", "=", ",", ".", "@", "-": true
        default: false
        }
    }
}

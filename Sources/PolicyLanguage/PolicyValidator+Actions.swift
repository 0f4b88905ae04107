import PolicyModel
import StrictJSON

/// What the values of `Action` and `NotAction` look like: `*`, or `service:name`.
///
/// Sources: IAM User Guide, *Action*; AWS's messages "Actions/Conditions must be prefaced by a
/// vendor", "can contain only one colon", "Vendor … is not valid".
extension PolicyValidator {
    mutating func checkActions(_ clause: ClauseOutline<String>) {
        for action in clause.values where action.value != "*" {
            checkAction(action)
        }
    }

    private mutating func checkAction(_ action: Located<String>) {
        let parts = action.value.utf8
            .split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
        // Computed where it is needed, since most values are good.
        var text: String { "action `\(action.value)`" }
        if action.value.hasVariable {
            findings.add(
                .error, .variableUnsupportedInElement, at: action.node,
                "\(text) has a variable, which has no meaning there")
        } else if parts.count != 2 {
            findings.add(
                .error, .invalidAction, at: action.node,
                parts.count < 2
                    ? "\(text) names no service, expected `service:name`"
                    : "\(text) has more than one colon")
        } else if !parts[0].allSatisfy(\.isServiceCharacter) || parts[0].isEmpty {
            findings.add(
                .error, .invalidServiceInAction, at: action.node,
                "\(text) has an invalid service `\(Substring(parts[0]))`")
        } else if !parts[1].allSatisfy(\.isActionCharacter) {
            findings.add(
                .error, .invalidAction, at: action.node,
                "\(text) has characters that no action has")
        } else if type == .trust && Substring(parts[0]).lowercased() != "sts" {
            // AWS: "AssumeRole policy may only specify STS AssumeRole actions."
            findings.add(
                .error, .unsupportedActionInPolicy, at: action.node,
                "\(text) in a role trust policy, expected actions of `sts`")
        } else if parts[1].isEmpty || parts[1].contains(where: \.isSeparator) {
            findings.add(
                .warning, .invalidAction, at: action.node, "\(text) matches nothing that exists")
        }
    }
}

extension UInt8 {
    /// Whether service prefixes have this byte: letters, digits, hyphen, and the full stop that IAM
    /// accepts as well.
    fileprivate var isServiceCharacter: Bool {
        isLetterOrDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
    }

    /// Whether IAM accepts this byte in an action's name. Space and comma are accepted and match
    /// nothing.
    fileprivate var isActionCharacter: Bool {
        switch self {
        case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "-"): true
        default: isLetterOrDigit || isSeparator
        }
    }

    fileprivate var isSeparator: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: ",") }
}

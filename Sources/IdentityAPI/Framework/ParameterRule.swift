import ServiceLinkedRoles

/// What a text given as a parameter has to look like, whatever exists.
///
/// Source: the IAM API reference. Lengths are counted in Unicode scalars.
struct ParameterRule: Sendable {
    /// The least and the greatest number of characters. LIMIT: all are AWS's.
    var length: ClosedRange<Int>
    /// The rule for its characters as AWS writes it.
    var pattern: String
    var matches: @Sendable (String) -> Bool

    /// What is wrong with a text, in AWS's words; `nil` if nothing is.
    func violation(by text: String) -> String? {
        let count = text.unicodeScalars.count
        if count > length.upperBound {
            return "Member must have length less than or equal to \(length.upperBound)"
        }
        if count < length.lowerBound {
            return "Member must have length greater than or equal to \(length.lowerBound)"
        }
        return matches(text) ? nil : "Member must satisfy regular expression pattern: \(pattern)"
    }
}

extension ParameterRule {
    private static func name(_ lengthMax: Int) -> ParameterRule {
        ParameterRule(length: 1...lengthMax, pattern: #"[\w+=,.@-]+"#) { text in
            text.unicodeScalars.allSatisfy(\.isIAMName)
        }
    }

    static let roleName = name(64)
    static let userName = name(64)
    /// Users that are there may have longer names than new ones get.
    static let existingUserName = name(128)
    static let groupName = name(128)
    static let policyName = name(128)
    static let serviceName = name(128)
    static let suffix = name(64)

    static let path = ParameterRule(
        length: 1...512, pattern: #"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"#
    ) { text in
        text == "/"
            || text.utf8.count > 2 && text.hasPrefix("/") && text.hasSuffix("/")
                && text.unicodeScalars.allSatisfy { (0x21...0x7E).contains($0.value) }
    }

    static let pathPrefix = ParameterRule(
        length: 1...512, pattern: #"\u002F[\u0021-\u007F]*"#
    ) { text in
        text.hasPrefix("/") && text.unicodeScalars.allSatisfy { (0x21...0x7F).contains($0.value) }
    }

    static let policyPath = ParameterRule(
        length: 1...512, pattern: #"((/[A-Za-z0-9\.,\+@=_-]+)*)/"#
    ) { text in
        text.hasPrefix("/") && text.hasSuffix("/") && !text.contains("//")
            && text.unicodeScalars.allSatisfy { $0 == "/" || $0.isIAMName }
    }

    static let description = ParameterRule(
        length: 0...1_000, pattern: #"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*"#
    ) { text in
        text.isRoleDescription
    }

    static let document = ParameterRule(
        length: 1...131_072, pattern: #"[\u0009\u000A\u000D\u0020-\u00FF]+"#
    ) { text in
        text.unicodeScalars.allSatisfy(\.isDocumentScalar)
    }

    /// An ARN of which no more is asked than that it can be shown.
    static let arn = ParameterRule(length: 20...2_048, pattern: #"[\u0021-\u007E]+"#) { text in
        text.unicodeScalars.allSatisfy { (0x21...0x7E).contains($0.value) }
    }

    static let versionID = ParameterRule(
        length: 1...32, pattern: #"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?"#
    ) { text in
        text.hasPrefix("v") && Int(text.dropFirst()).map { $0 > 0 } == true
            && text.utf8.dropFirst().first != UInt8(ascii: "+")
            && text.utf8.dropFirst().first != UInt8(ascii: "0")
    }

    static let tagKey = ParameterRule(
        length: 1...128, pattern: #"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"#
    ) { text in
        text.unicodeScalars.allSatisfy(\.isTagScalar)
    }

    static let tagValue = ParameterRule(
        length: 0...256, pattern: #"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"#
    ) { text in
        text.unicodeScalars.allSatisfy(\.isTagScalar)
    }

    static let marker = ParameterRule(length: 1...320, pattern: #"[\u0020-\u00FF]+"#) { text in
        text.unicodeScalars.allSatisfy { (0x20...0xFF).contains($0.value) }
    }

    static let taskID = ParameterRule(length: 1...1_000, pattern: #"[\u0021-\u007E]+"#) { text in
        text.unicodeScalars.allSatisfy { (0x21...0x7E).contains($0.value) }
    }

    /// One of several words.
    static func word(_ words: [String]) -> ParameterRule {
        ParameterRule(length: 1...64, pattern: words.joined(separator: "|")) { words.contains($0) }
    }
}

extension Unicode.Scalar {
    /// Whether this may stand in a policy document.
    fileprivate var isDocumentScalar: Bool {
        switch value {
        case 0x09, 0x0A, 0x0D, 0x20...0xFF: true
        default: false
        }
    }

    /// Whether this is a letter, a space, a number or one of a few signs.
    fileprivate var isTagScalar: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .spaceSeparator, .lineSeparator, .paragraphSeparator, .decimalNumber, .letterNumber,
            .otherNumber:
            true
        default: "_.:/=+-@".unicodeScalars.contains(self)
        }
    }
}

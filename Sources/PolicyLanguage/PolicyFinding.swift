import PolicyModel

/// Something that a reader of policies has to say about a document, and where.
package struct PolicyFinding: Error, Sendable, Hashable {
    /// How bad it is, in the words of IAM Access Analyzer.
    package enum Severity: String, Sendable, Hashable, CaseIterable {
        /// The document is not valid, or not as a policy of this type.
        case error
        /// It is valid and grants more than its author may think.
        case securityWarning = "security-warning"
        /// It is valid and something in it has no effect, or not the likely one.
        case warning
        /// It can be written better.
        case suggestion
    }

    /// How bad it is.
    package var severity: Severity
    /// What it is.
    package var code: FindingCode
    /// What it is in words: lower case, without full stop, user input in backticks.
    package var message: String
    /// Where the value stands that the finding is about.
    package var position: SourcePosition
}

/// What a finding is about.
///
/// The names are those of IAM Access Analyzer's checks where it has one for the matter, so that
/// people find its documentation; the names that start with `rcp` and `invalidDate…` as errors are
/// this project's, formed alike.
package enum FindingCode: String, Sendable, Hashable, CaseIterable {
    // The text and its elements.
    case jsonSyntaxError, dataTypeMismatch, invalidPolicyElement, unsupportedElementCombination
    case missingStatement, missingEffect, invalidEffect, missingVersion, invalidVersion
    case missingAction, missingResource, missingPrincipal, emptySidValue, unsupportedSid
    case uniqueSidsRequired, uniqueSidsRecommended
    case emptyArrayAction, emptyArrayResource, emptyArrayPrincipal, emptyArrayCondition
    case emptyObjectPrincipal, emptyObjectCondition

    // Actions and resources.
    case invalidAction, invalidServiceInAction, unsupportedActionInPolicy
    case invalidARNPrefix, invalidPartition, invalidService, invalidARNServiceCase
    case missingARNField, arnRegionNotAllowed, invalidARNRegion, invalidARNAccount
    case invalidARNResource

    // Principals.
    case unsupportedPrincipal, invalidPrincipalKey, invalidPrincipalFormat
    case invalidServicePrincipalFormat, unsupportedWildcardInPrincipal
    case roleTrustPolicySyntaxErrorNotPrincipal, roleTrustPolicySyntaxErrorResource
    case roleTrustPolicyUnsupportedWildcardInPrincipal, mismatchedActionForPrincipal

    // Conditions.
    case invalidConditionOperator, nullWithIfExists, nullWithQualifier
    case invalidConditionKeyFormat, invalidGlobalConditionKey, missingTagKeyInCondition
    case duplicateKeysWithDifferentCase, invalidConditionMultipleBoolean
    case invalidDateValue, typeMismatch, typeMismatchBoolean, typeMismatchIPRange
    case typeMismatchNumber, improveIPRange, wildcardWithoutLikeOperator
    case forAllValuesWithSingleValuedKey, missingQualifier

    // Variables.
    case missingBraceInVariable, missingQuoteInVariable, emptyVariable, unsupportedSpaceInVariable
    case invalidVariableForOperator, variableUnsupportedInElement, variableUnsupportedInVersion

    // Organization policies.
    case scpSyntaxErrorPrincipal, rcpSyntaxErrorPrincipal, rcpSyntaxErrorAllow
    case rcpSyntaxErrorActionWildcard, rcpSyntaxErrorNotAction

    // Sizes.
    case policySizeExceedsIdentityPolicyQuota, policySizeExceedsResourcePolicyQuota
    case policySizeExceedsRoleTrustPolicyQuota, policySizeExceedsSCPQuota
    case policySizeExceedsRCPQuota, policySizeExceedsSessionPolicyQuota

    // Risks.
    case allowWithNotPrincipal
    case passRoleWithStarInResource, passRoleWithStarInActionAndResource
    case passRoleWithStarInResourceAndNotAction, passRoleWithNotResource
    case passRoleWithStarInActionAndNotResource, passRoleWithNotActionAndNotResource
    case createSLRWithStarInResource, createSLRWithStarInActionAndResource
    case createSLRWithStarInResourceAndNotAction, createSLRWithNotResource
    case createSLRWithStarInActionAndNotResource, createSLRWithNotActionAndNotResource

    // Redundancy.
    case redundantAction, redundantResource, redundantConditionValue, redundantStatement

    /// The code as users see it: `missingARNField` is `MISSING_ARN_FIELD`.
    package var issueCode: String {
        // A word starts at a capital behind a small letter, and at the last of several capitals
        // when a small letter follows.
        var code = ""
        let letters = Array(rawValue)
        for (index, letter) in letters.enumerated() {
            if index > 0 && letter.isUppercase {
                let followsSmall = letters[index - 1].isLowercase
                let precedesSmall = index + 1 < letters.count && letters[index + 1].isLowercase
                if followsSmall || precedesSmall { code += "_" }
            }
            code += letter.uppercased()
        }
        return code
    }
}

import PolicyModel
import StrictJSON

/// Says what is wrong with a policy that could be read: first what its type demands, then what the
/// values have to look like, then what its author may not have meant.
///
/// Sources: IAM User Guide, *Grammar of the IAM JSON policy language* and *IAM Access Analyzer
/// policy check reference*; AWS's messages as moto records them. Checks that would need AWS's
/// catalogue of actions, resources and keys are left to a layer that has it.
struct PolicyValidator {
    let outline: PolicyOutline
    let source: PolicySource
    let type: PolicyType?
    let origin: PolicyOrigin
    var findings: FindingList
    var tree: JSONTree { source.tree }

    init(
        _ outline: PolicyOutline, in source: PolicySource, as type: PolicyType?,
        origin: PolicyOrigin, continuing findings: FindingList
    ) {
        self.outline = outline
        self.source = source
        self.type = type
        self.origin = origin
        self.findings = findings
    }

    /// Whether `${…}` is a variable in this document.
    var hasVariables: Bool { outline.version?.value == .v2012 }

    /// The severity of what Access Analyzer calls an error and IAM is not known to refuse.
    var analyzerError: PolicyFinding.Severity { origin == .new ? .error : .warning }

    /// Runs all checks that apply.
    ///
    /// - Complexity: O(*n*) in the number of values, apart from the comparisons that
    ///   ``comparedByteCountMax`` bounds.
    mutating func validate() {
        // An empty list of statements has a meaning, but not one that AWS would save.
        if outline.statements.isEmpty && !findings.hasErrors {
            findings.add(.error, .missingStatement, at: outline.node, "`Statement` is empty")
        }
        for statement in outline.statements {
            if let action = statement.action { checkActions(action) }
        }
        // What the remaining checks call an error depends on the type, even where the value itself
        // does not: what one service refuses, another takes.
        findings.demotesErrors = type == nil
        checkVersion()
        checkSids()
        if let type { checkSize(type) }
        for statement in outline.statements {
            if let type { checkElements(of: statement, type) }
            if let resource = statement.resource { checkResources(resource) }
            if let principal = statement.principal { checkPrincipals(principal) }
            checkActionSuitsPrincipals(of: statement)
            checkConditions(of: statement)
            checkRisks(of: statement)
            checkRedundancy(of: statement)
        }
        checkRedundantStatements()
    }
}

/// What belongs to the document as a whole.
extension PolicyValidator {
    /// A missing version means 2008-10-17. IAM creates no identity policy in the older language
    /// (AWS: "Policy document must be version 2012-10-17 or greater"), and Organizations no RCP.
    private mutating func checkVersion() {
        let needsCurrent =
            switch type {
            case .identity, .boundary: origin == .new
            case .resourceControl: true
            default: false
            }
        if let version = outline.version {
            if version.value == .v2008 && needsCurrent {
                findings.add(
                    .error, .invalidVersion, at: version.node,
                    "policy of this type must have the version `2012-10-17`")
            }
        } else if !outline.statesVersion {
            findings.add(
                needsCurrent ? .error : .warning, .missingVersion, at: outline.node,
                "no `Version`, which means `2008-10-17`, the language without variables")
        }
    }

    /// Source: IAM User Guide, *IAM and AWS STS quotas*; Organizations User Guide, *Quotas*. The
    /// quota of a bucket policy, 20 KB, stands for those of all resource policies.
    private mutating func checkSize(_ type: PolicyType) {
        guard origin == .new else { return }
        // LIMIT: these are AWS's defaults, counted as AWS counts; none of them is Verdict's own.
        let (code, quota, countsSpace): (FindingCode, Int, Bool) =
            switch type {
            case .identity, .boundary: (.policySizeExceedsIdentityPolicyQuota, 6_144, false)
            case .trust: (.policySizeExceedsRoleTrustPolicyQuota, 2_048, false)
            case .session: (.policySizeExceedsSessionPolicyQuota, 2_048, false)
            case .serviceControl: (.policySizeExceedsSCPQuota, 5_120, true)
            case .resourceControl: (.policySizeExceedsRCPQuota, 5_120, true)
            case .resource, .endpoint: (.policySizeExceedsResourcePolicyQuota, 20_480, true)
            }
        let size = tree.bytes(outline.node).characterCount(withSpace: countsSpace)
        if size > quota {
            findings.add(
                .warning, code, at: outline.node,
                "policy of \(size) characters exceeds the quota of \(quota)")
        }
    }

    /// Sids of IAM's own policies have letters and digits and are unique; other services want them
    /// unique at most. Source: IAM User Guide, *IAM JSON policy elements: Sid*.
    private mutating func checkSids() {
        let isStrict = type != nil && type != .resource && type != .endpoint
        var seen: Set<String> = []
        for case let sid? in outline.statements.map(\.sid) {
            if sid.value.isEmpty {
                findings.add(.suggestion, .emptySidValue, at: sid.node, "`Sid` is empty")
                continue
            }
            if isStrict && !sid.value.utf8.allSatisfy(\.isLetterOrDigit) {
                // IAM lets them pass, although its guide does not.
                findings.add(
                    .warning, .unsupportedSid, at: sid.node,
                    "Sid `\(sid.value)` has characters other than letters and digits")
            }
            if !seen.insert(sid.value).inserted {
                findings.add(
                    isStrict ? .error : .warning,
                    isStrict ? .uniqueSidsRequired : .uniqueSidsRecommended, at: sid.node,
                    "Sid `\(sid.value)` is not unique in the policy")
            }
        }
    }
}

extension ArraySlice<UInt8> {
    /// The number of characters of a JSON text; without those that are space outside of strings.
    fileprivate func characterCount(withSpace: Bool) -> Int {
        var count = 0
        var isInString = false
        var isEscaped = false
        for byte in self {
            // Continuation bytes belong to a character already counted.
            if byte & 0xC0 == 0x80 { continue }
            if isInString || withSpace || byte > 0x20 { count += 1 }
            if isInString && isEscaped {
                isEscaped = false
            } else if isInString && byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            }
        }
        return count
    }
}

extension UInt8 {
    /// Whether this is an ASCII letter or digit.
    var isLetterOrDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}

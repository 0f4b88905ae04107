import PolicyLanguage
import PolicyModel
import Testing

/// Two policies next to each other: the first has a finding, the second has not.
struct FindingCase: Sendable, CustomTestStringConvertible {
    let code: FindingCode
    let severity: PolicyFinding.Severity
    let type: PolicyType?
    let with: String
    let without: String

    init(
        _ severity: PolicyFinding.Severity, _ code: FindingCode, _ type: PolicyType?,
        _ with: String, not without: String
    ) {
        self.code = code
        self.severity = severity
        self.type = type
        self.with = with
        self.without = without
    }

    var testDescription: String { "\(code.issueCode) \(type?.rawValue ?? "any"): \(with)" }

    /// A pair of identity policies.
    init(
        _ severity: PolicyFinding.Severity, _ code: FindingCode, _ with: String,
        not without: String
    ) {
        self.init(severity, code, .identity, with, not: without)
    }
}

/// Policies for the table, each from the part that matters.
extension String {
    /// A document of one statement with these members.
    static func statement(_ members: String) -> String {
        #"{"Version":"2012-10-17","Statement":{\#(members)}}"#
    }

    static func action(_ action: String) -> String {
        statement(#""Effect":"Allow","Action":\#(action),"Resource":"arn:aws:s3:::b""#)
    }

    static func resource(_ resource: String) -> String {
        statement(#""Effect":"Allow","Action":"s3:GetObject","Resource":\#(resource)"#)
    }

    static func principal(_ principal: String, action: String = "s3:GetObject") -> String {
        statement(
            #""Effect":"Allow","Action":"\#(action)","Resource":"arn:aws:s3:::b","# + principal)
    }

    /// A role trust policy.
    static func trust(_ principal: String, action: String = #""sts:AssumeRole""#) -> String {
        statement(#""Effect":"Allow","Action":\#(action),"# + principal)
    }

    static func condition(_ condition: String, effect: String = "Allow") -> String {
        statement(
            #""Effect":"\#(effect)","Action":"s3:GetObject","Resource":"arn:aws:s3:::b","#
                + #""Condition":\#(condition)"#)
    }

    /// A resource control policy.
    static func rcp(_ members: String) -> String {
        statement(#""Resource":"arn:aws:s3:::b","# + members)
    }

    static func grant(_ members: String) -> String { statement(#""Effect":"Allow","# + members) }
}

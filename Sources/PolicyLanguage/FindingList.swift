import PolicyModel
import StrictJSON

/// Findings in the making.
struct FindingList: Sendable {
    private let source: PolicySource
    private var findings: [PolicyFinding] = []
    private(set) var hasErrors = false

    /// Whether errors are reported as warnings from here on.
    var demotesErrors = false

    init(_ source: PolicySource) {
        self.source = source
    }

    mutating func add(
        _ severity: PolicyFinding.Severity, _ code: FindingCode, at node: JSONTree.Node,
        _ message: String
    ) {
        let severity = demotesErrors && severity == .error ? .warning : severity
        hasErrors = hasErrors || severity == .error
        findings.append(
            PolicyFinding(
                severity: severity, code: code, message: message,
                position: source.position(of: node)))
    }

    /// The findings in the order of their positions; of one position, in the order they came.
    var sorted: [PolicyFinding] {
        findings.enumerated().sorted { one, other in
            let (a, b) = (one.element.position, other.element.position)
            return (a.line, a.column, one.offset) < (b.line, b.column, other.offset)
        }.map(\.element)
    }
}

import ConditionValues
import Directory
import FlatMemory
import HTTPMessage
import PolicyLanguage
import StrictJSON

/// Values that a record keeps and a decision does not need.
extension FileText {
    /// A policy document's JSON text. Reports it if it is missing or can't be decoded.
    mutating func requiredDocumentText(_ member: String, of object: JSONTree.Node) -> String? {
        guard let node = tree.member(member, of: object) else {
            report(object, "missing member `\(member)`")
            return nil
        }
        var bytes = tree.string(node).map { Array($0.utf8) } ?? Array(tree.bytes(node))
        if bytes.first == UInt8(ascii: "%") {
            guard let decoded = PercentEncoding.decoded(bytes) else {
                report(node, "policy document with a `%` that encodes nothing")
                return nil
            }
            bytes = decoded
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            report(node, "policy document is not UTF-8")
            return nil
        }
        return text
    }

    /// A date as whole seconds since 1970 in UTC; 0 if it is not there. Reports what is no date.
    mutating func date(_ member: String, of object: JSONTree.Node) -> Int64 {
        guard let node = tree.member(member, of: object), tree.kind(node) != .null else { return 0 }
        let bytes = Array((tree.text(node) ?? "").utf8)
        let range = TextRange(start: 0, count: bytes.count)
        guard let instant = Instant(bytes.span, range, form: .operand) else {
            report(node, "member `\(member)` must be a date")
            return 0
        }
        return instant.seconds
    }

    /// An integer; `nil` if it is not there. Reports what is none.
    mutating func integer(_ member: String, of object: JSONTree.Node) -> Int? {
        guard let node = tree.member(member, of: object) else { return nil }
        let number = tree.kind(node) == .number ? tree.text(node).flatMap { Int($0) } : nil
        if number == nil { report(node, "member `\(member)` must be an integer") }
        return number
    }

    /// Whether a member is `true`.
    func flag(_ member: String, of object: JSONTree.Node) -> Bool {
        tree.member(member, of: object).flatMap(tree.boolean) == true
    }
}

import PolicyLanguage
import PolicyModel
import StrictJSON

/// One file of a bundle while it is read: its tree, and what was found wrong with it.
///
/// Everything that is read from a file goes through here, so that a missing or mistyped member is
/// reported once, in the same words, with its place.
package struct BundleText: Sendable {
    let name: String
    /// The file's tree.
    package let tree: JSONTree
    private let policies: PolicyReader
    /// What was found wrong, in the order of finding.
    package private(set) var errors: [BundleError] = []

    /// Parses a file.
    ///
    /// - Throws: The one error that keeps it from being read at all.
    package init(_ file: BundleFile, limits: BundleLimits) throws(BundleErrors) {
        do throws(JSONError) {
            // LIMIT: deeper than any of the formats, by far; a value for every 8 bytes of text.
            self.tree = try JSONTree(
                parsing: file.bytes,
                limits: JSONLimits(
                    depthMax: 64, byteCountMax: limits.fileByteCountMax,
                    nodeCountMax: max(1_024, limits.fileByteCountMax / 8)))
        } catch {
            let position = SourcePosition(line: error.line, column: error.column)
            throw BundleErrors(errors: [
                BundleError(file: file.name, position: position, message: error.message)
            ])
        }
        self.name = file.name
        self.policies = PolicyReader(tree)
    }

    /// Reports an error at a value.
    package mutating func report(_ node: JSONTree.Node, _ message: String) {
        errors.append(
            BundleError(file: name, position: policies.position(of: node), message: message))
    }

    // MARK: Members

    /// A member's text. Reports it if it is there and no string.
    package mutating func string(_ member: String, of object: JSONTree.Node) -> String? {
        guard let node = tree.member(member, of: object) else { return nil }
        if let text = tree.string(node) { return text }
        report(node, "member `\(member)` must be a string")
        return nil
    }

    /// A member's text. Reports it if it is missing or no string.
    package mutating func requiredString(_ member: String, of object: JSONTree.Node) -> String? {
        guard tree.member(member, of: object) != nil else {
            report(object, "missing member `\(member)`")
            return nil
        }
        return string(member, of: object)
    }

    /// The objects in a list. Reports the list if it is no array, and elements that are no object.
    /// A list that is not there is empty.
    package mutating func objects(_ member: String, of object: JSONTree.Node) -> [JSONTree.Node] {
        elements(member, of: object).filter { element in
            if tree.kind(element) == .object { return true }
            report(element, "element of `\(member)` must be an object")
            return false
        }
    }

    /// The texts in a list, likewise.
    package mutating func strings(
        _ member: String, of object: JSONTree.Node
    ) -> [(text: String, node: JSONTree.Node)] {
        elements(member, of: object).compactMap { element in
            if let text = tree.string(element) { return (text, element) }
            report(element, "element of `\(member)` must be a string")
            return nil
        }
    }

    private mutating func elements(
        _ member: String, of object: JSONTree.Node
    ) -> [JSONTree.Node] {
        guard let list = tree.member(member, of: object) else { return [] }
        guard tree.kind(list) == .array else {
            report(list, "member `\(member)` must be an array")
            return []
        }
        return Array(tree.elements(of: list))
    }

    /// Tags, as an object or as AWS's list of `Key` and `Value`. No tags if they are not there.
    mutating func tags(_ member: String, of object: JSONTree.Node) -> [String: String] {
        guard let node = tree.member(member, of: object) else { return [:] }
        var tags: [String: String] = [:]
        if tree.kind(node) == .object {
            for (nameNode, value) in tree.members(of: node) {
                let name = tree.string(nameNode) ?? ""
                if let text = tree.string(value) {
                    tags[name] = text
                } else {
                    report(value, "value of tag `\(name)` must be a string")
                }
            }
            return tags
        }
        for tag in objects(member, of: object) {
            guard let key = requiredString("Key", of: tag),
                let value = requiredString("Value", of: tag)
            else { continue }
            if tags.updateValue(value, forKey: key) != nil {
                report(tag, "tag `\(key)` is given twice")
            }
        }
        return tags
    }

    // MARK: Policies

    /// A policy document. Reports every error that it has as a policy of this type.
    ///
    /// Documents in a bundle come from AWS, which has accepted them: quotas, which customers can
    /// have raised and which AWS's own policies exceed, are not held against them.
    ///
    /// - Parameter type: `nil` to check the syntax alone.
    mutating func document(_ node: JSONTree.Node, as type: PolicyType?) -> PolicyDocument? {
        let reading = policies.read(node, as: type, origin: .stored)
        for finding in reading.findings where finding.severity == .error {
            errors.append(
                BundleError(file: name, position: finding.position, message: finding.message))
        }
        guard !reading.hasErrors, let document = reading.document else { return nil }
        return document.positioned(relativeTo: policies.position(of: node))
    }

    /// A member that is a policy document. Reports it if it is missing.
    mutating func requiredDocument(
        _ member: String, of object: JSONTree.Node, as type: PolicyType
    ) -> PolicyDocument? {
        guard let node = tree.member(member, of: object) else {
            report(object, "missing member `\(member)`")
            return nil
        }
        return document(node, as: type)
    }
}

extension PolicyDocument {
    /// The document with the places of its statements counted from its own start, so that one
    /// policy that stands in two files is one value, and compiles once.
    fileprivate func positioned(relativeTo start: SourcePosition) -> PolicyDocument {
        var document = self
        for index in document.statements.indices {
            let position = document.statements[index].position
            let isOnFirstLine = position.line == start.line
            document.statements[index].position = SourcePosition(
                line: position.line - start.line + 1,
                column: isOnFirstLine ? position.column - start.column + 1 : position.column)
        }
        return document
    }
}

import PolicyLanguage
import PolicyModel
import StrictJSON

/// Reads the file in which a service says what its service-linked role is.
///
/// The format is this project's own, so unknown members are errors.
struct ServiceDefinitionReader {
    /// The file, with its errors.
    var text: FileText

    private static let rolePrefix = "AWSServiceRoleFor"

    /// Prepares to read a file.
    init(_ text: FileText) { self.text = text }

    /// Reads the file.
    ///
    /// - Parameter taken: The names of all definitions read so far; these are added.
    /// - Returns: What could be read; whether it may be used, ``text``'s errors say.
    mutating func read(taken: inout DefinedNames) -> ServiceDefinition? {
        let root = text.tree.root
        guard text.tree.kind(root) == .object else {
            text.report(root, "must be an object")
            return nil
        }
        text.reportMembers(
            of: root,
            otherThan: [
                "Service", "RoleName", "AllowsSuffix", "Description", "TrustPolicy",
                "PermissionsPolicy", "EditableAttributes", "Regions",
            ])
        let allowsSuffix = text.boolean("AllowsSuffix", of: root) ?? false
        let service = name("Service", of: root, countMax: IAMText.policyNameCountMax)
        let roleName = roleName(of: root, allowsSuffix: allowsSuffix)
        let description = description(of: root)
        let trustPolicy = document("TrustPolicy", of: root, as: .trust)
        let permissions = permissions(of: root)
        let attributes = editableAttributes(of: root)
        let regions = regions(of: root)
        if let service, let trustPolicy { check(trustPolicy, trustsOnly: service) }
        guard let service, let roleName, let description, let trustPolicy, let permissions else {
            return nil
        }
        claim(service, as: "service", at: root, "Service", in: &taken.services)
        claim(roleName, as: "role", at: root, "RoleName", in: &taken.roles)
        let owner = text.tree.member("PermissionsPolicy", of: root) ?? root
        claim(permissions.name, as: "policy", at: owner, "PolicyName", in: &taken.policies)
        return ServiceDefinition(
            service: service, roleName: roleName, allowsSuffix: allowsSuffix,
            description: description, trustPolicy: trustPolicy, policyName: permissions.name,
            permissions: permissions.document, editableAttributes: attributes, regions: regions)
    }

    // MARK: Names

    private mutating func name(
        _ member: String, of object: JSONTree.Node, countMax: Int
    ) -> String? {
        guard let name = text.requiredString(member, of: object) else { return nil }
        guard name.isIAMName(countMax: countMax) else {
            text.report(
                place(member, of: object),
                "member `\(member)` must have 1 to \(countMax) letters, digits or `_+=,.@-`")
            return nil
        }
        return name
    }

    private mutating func roleName(of root: JSONTree.Node, allowsSuffix: Bool) -> String? {
        // A suffix of one character, and the underscore before it, must find room.
        let countMax = IAMText.roleNameCountMax - (allowsSuffix ? 2 : 0)
        guard let name = name("RoleName", of: root, countMax: countMax) else { return nil }
        guard name.hasPrefix(Self.rolePrefix), name != Self.rolePrefix else {
            text.report(
                place("RoleName", of: root),
                "role name `\(name)` must begin with `\(Self.rolePrefix)` and go on")
            return nil
        }
        return name
    }

    private mutating func description(of root: JSONTree.Node) -> String? {
        guard let description = text.requiredString("Description", of: root) else { return nil }
        guard description.isRoleDescription else {
            text.report(
                place("Description", of: root),
                "member `Description` must have at most \(IAMText.descriptionCountMax) characters, "
                    + "all of Latin-1 and printable")
            return nil
        }
        return description
    }

    private mutating func claim(
        _ name: String, as sort: String, at object: JSONTree.Node, _ member: String,
        in owners: inout [String: String]
    ) {
        // Names of services differ by case, those of roles and policies don't.
        let key = sort == "service" ? name : name.lowercased()
        if let owner = owners.updateValue(text.name, forKey: key) {
            text.report(
                place(member, of: object), "\(sort) `\(name)` is defined in `\(owner)`, too")
        }
    }

    func place(_ member: String, of object: JSONTree.Node) -> JSONTree.Node {
        text.tree.member(member, of: object) ?? object
    }

    // MARK: Policies

    private mutating func permissions(
        of root: JSONTree.Node
    ) -> (name: String, document: ServiceDocument)? {
        guard let node = object("PermissionsPolicy", of: root) else { return nil }
        text.reportMembers(of: node, otherThan: ["PolicyName", "Document"])
        let name = name("PolicyName", of: node, countMax: IAMText.policyNameCountMax)
        let document = document("Document", of: node, as: .identity)
        guard let name, let document else { return nil }
        return (name, document)
    }

    private mutating func document(
        _ member: String, of owner: JSONTree.Node, as type: PolicyType
    ) -> ServiceDocument? {
        guard let node = object(member, of: owner), text.document(node, as: type) != nil else {
            return nil
        }
        // Whoever reads the document later has the compact text alone, and finds in it whatever
        // decisions refer to. They read it under the limits of a single policy.
        let compact = text.tree.compactBytes(node)
        let reading = PolicyReader.read(compact, as: nil, origin: .stored)
        guard let document = reading.document else {
            text.report(node, reading.findings.first?.message ?? "policy cannot be read")
            return nil
        }
        return ServiceDocument(text: String(decoding: compact, as: UTF8.self), document: document)
    }

    private mutating func object(
        _ member: String, of owner: JSONTree.Node
    ) -> JSONTree.Node? {
        guard let node = text.tree.member(member, of: owner) else {
            text.report(owner, "missing member `\(member)`")
            return nil
        }
        guard text.tree.kind(node) == .object else {
            text.report(node, "member `\(member)` must be an object")
            return nil
        }
        return node
    }

    /// A role that somebody else may assume would lend the service's permissions, and one that the
    /// service may not always assume would break it.
    private mutating func check(_ policy: ServiceDocument, trustsOnly service: String) {
        let statements = policy.document.statements
        guard statements.count == 1, let statement = statements.first,
            statement.effect == .allow, statement.principal == Clause([.service(service)]),
            statement.action == Clause(["sts:AssumeRole"]), statement.conditions.isEmpty
        else {
            text.report(
                place("TrustPolicy", of: text.tree.root),
                "trust policy must be one statement that allows `sts:AssumeRole` to service "
                    + "`\(service)` alone, without conditions")
            return
        }
    }
}

/// The names that definitions have taken, with the file that each is in.
struct DefinedNames {
    var services: [String: String] = [:]
    var roles: [String: String] = [:]
    var policies: [String: String] = [:]
}

extension JSONTree {
    /// The text of a value without the white space between its tokens.
    ///
    /// - Complexity: O(*n*) in the length of the value.
    fileprivate func compactBytes(_ node: Node) -> [UInt8] {
        var isInString = false
        var isEscaped = false
        return bytes(node).filter { byte in
            if isInString {
                if !isEscaped, byte == UInt8(ascii: "\"") { isInString = false }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                return true
            }
            isInString = byte == UInt8(ascii: "\"")
            return ![0x20, 0x09, 0x0A, 0x0D].contains(byte)
        }
    }
}

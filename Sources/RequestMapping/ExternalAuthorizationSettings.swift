import PolicyModel
import YAML

/// What allowed requests are told on their way, where Envoy asks.
///
///     ext-authz:
///       principal-header: x-verdict-principal
///       remove-headers: [x-user]
package struct ExternalAuthorizationSettings: Sendable, Hashable {
    /// LIMIT: header fields that are taken away.
    package static let removedHeaderCountMax = 32

    /// The header field, in lower case, that allowed requests get with their principal's ARN, in
    /// place of any that the client has sent.
    package var principalHeader: String?
    /// Header fields, in lower case, that allowed requests lose.
    package var removedHeaders: [String] = []

    /// Settings that change nothing.
    package init() {}

    init(_ node: YAMLNode, file: String) throws(RequestMap.Mistakes) {
        guard let members = node.members else {
            throw .init(file, node.position, "`ext-authz` must have members")
        }
        for member in members {
            switch member.name {
            case "principal-header":
                principalHeader = try Self.headerName(member.value, file)
            case "remove-headers":
                for element in member.value.elements ?? [member.value] {
                    removedHeaders.append(try Self.headerName(element, file))
                }
                guard removedHeaders.count <= Self.removedHeaderCountMax else {
                    throw .init(
                        file, member.value.position,
                        "there are more than \(Self.removedHeaderCountMax) header fields")
                }
            default: throw .init(file, member.position, "unknown member `\(member.name)`")
            }
        }
    }

    private static func headerName(
        _ node: YAMLNode, _ file: String
    ) throws(RequestMap.Mistakes) -> String {
        guard let name = node.text, !name.isEmpty, name.utf8.allSatisfy(\.isNameByte) else {
            throw .init(file, node.position, "the name of a header field is expected")
        }
        return name.lowercased()
    }
}

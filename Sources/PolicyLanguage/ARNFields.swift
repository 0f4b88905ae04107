/// An ARN pattern, split at its first five colons: `arn:partition:service:region:account:resource`.
///
/// Colons inside `${…}` do not count; AWS's own policies have variables in the account.
struct ARNFields {
    /// The fields, up to six. A short pattern has fewer.
    let fields: [Substring]

    init(_ text: String) {
        let bytes = text.utf8
        var fields: [Substring] = []
        fields.reserveCapacity(6)
        var start = bytes.startIndex
        var index = start
        while index < bytes.endIndex && fields.count < 5 {
            let next = bytes.index(after: index)
            if bytes[index] == UInt8(ascii: ":") {
                fields.append(text[start..<index])
                start = next
            } else if bytes[index] == UInt8(ascii: "$"), bytes[next...].first == UInt8(ascii: "{"),
                let brace = bytes[next...].firstIndex(of: UInt8(ascii: "}"))
            {
                index = bytes.index(after: brace)
                continue
            }
            index = next
        }
        fields.append(text[start...])
        self.fields = fields
    }

    var isComplete: Bool { fields.count == 6 }

    /// A field; `nil` if the pattern is too short to have it.
    subscript(_ field: Field) -> Substring? {
        field.rawValue < fields.count ? fields[field.rawValue] : nil
    }

    enum Field: Int {
        case prefix, partition, service, region, account, resource
    }

    /// The partitions that AWS has, and the one of entities that have no ARN of their own.
    static let partitions: Set<Substring> = [
        "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
        "verdict",
    ]
}

extension Substring {
    /// Whether the text stands for itself alone: no wildcard and no variable in it.
    var isLiteral: Bool { !hasWildcard && !hasVariable }
}

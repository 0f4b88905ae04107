import PolicyModel

/// A resource pattern of a policy, sorted by what the index can do with it.
enum ResourcePattern {
    /// `*`.
    case everything
    /// A short pattern that ends in `*`, matched against the whole ARN.
    case whole(PolicyTemplate)
    /// Six parts, the first and third of them literal, so that it can be found by service.
    case indexed([PolicyTemplate])
    /// Six parts of which the index can't use the first or the third.
    case parts([PolicyTemplate])
    /// A short pattern without a final `*`: it matches nothing.
    case nothing

    /// Reads a pattern as a policy of this version means it.
    init(_ text: String, version: PolicyDocument.Version) {
        if text.utf8.elementsEqual("*".utf8) {
            self = .everything
            return
        }
        let template = PolicyTemplate(text, version: version)
        let segments = template.segments
        if segments.count < 6 {
            self = text.utf8.last == UInt8(ascii: "*") ? .whole(template) : .nothing
        } else if segments[0].literal == Array("arn".utf8), segments[2].literal != nil {
            self = .indexed(segments)
        } else {
            self = .parts(segments)
        }
    }
}

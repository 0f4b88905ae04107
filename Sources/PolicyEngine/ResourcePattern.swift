import PolicyModel

/// A resource pattern of a policy, sorted by what the index can do with it.
enum ResourcePattern {
    /// `*`.
    case everything
    /// A short pattern that ends in `*`, matched against the whole ARN.
    case whole(PolicyTemplate)
    /// Six parts, the first and third of them literal, so that it can be found by service.
    case indexed(PolicyTemplate, InlineArray<6, Range<Int>>)
    /// Six parts of which the index can't use the first or the third.
    case parts(PolicyTemplate, InlineArray<6, Range<Int>>)
    /// A short pattern without a final `*`: it matches nothing.
    case nothing

    /// Reads a pattern as a policy of this version means it.
    init(_ text: String, version: PolicyDocument.Version) {
        if text.utf8.elementsEqual("*".utf8) {
            self = .everything
            return
        }
        let template = PolicyTemplate(text, version: version)
        guard let segments = template.segments else {
            self = text.utf8.last == UInt8(ascii: "*") ? .whole(template) : .nothing
            return
        }
        let isARN = template.elements[segments[0]].elementsEqual("arn".utf8.map { .byte($0) })
        self =
            isARN && template.isLiteral(segments[2])
            ? .indexed(template, segments) : .parts(template, segments)
    }
}

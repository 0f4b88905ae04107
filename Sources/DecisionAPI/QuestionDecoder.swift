import Directory
import FlatMemory

/// Reads the usual AuthZEN evaluation straight into a ``Question``.
///
/// Usual means: every member known and in its place, ASCII without escapes, no session policies or
/// session tags, no wish for an explanation. What it accepts means the same to ``EvaluationReader``,
/// which is asked about everything else, and about everything that is wrong.
struct QuestionDecoder {
    // LIMIT: names of an object are compared with each other, which is quick for few.
    /// How many context keys the members of one object may give.
    static let keysPerObjectMax = 16
    // LIMIT: far more than any list in a request has, and far below what the strict reader takes.
    /// How many values there may be in all.
    static let valuesMax = 1_024

    let mapping: EntityMapping

    private var json = PlainJSON()
    private var subjectType = TextRange.empty
    private var subjectID = TextRange.empty
    private var actionName = TextRange.empty
    private var resourceType = TextRange.empty
    private var resourceID = TextRange.empty
    private var account: TextRange?
    private var hasTags = false
    private var keys: [Key] = []
    private var values: [TextRange] = []

    /// Where a member belongs.
    private enum Section: UInt8, BitwiseCopyable {
        case subject, action, resource, context
        /// A tag of the resource.
        case tag

        /// What its names begin with as condition keys.
        var prefix: StaticString {
            switch self {
            case .subject: "subject:"
            case .action: "action:"
            case .resource: "resource:"
            case .context: ""
            case .tag: "aws:resourcetag/"
            }
        }
    }

    /// A condition key, where it stands in the body.
    private struct Key: BitwiseCopyable {
        var section: Section
        var isMultiple: Bool
        var name: TextRange
        var firstValue: Int
        var valueCount: Int
    }

    init(mapping: EntityMapping) { self.mapping = mapping }

    /// Reads an evaluation.
    ///
    /// - Returns: `false` if it is not a usual one; the question is then unfinished.
    /// - Complexity: O(length of the body).
    mutating func decode(_ bytes: Span<UInt8>, into question: inout Question) -> Bool {
        json = PlainJSON()
        account = nil
        hasTags = false
        keys.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        guard readBody(bytes) else { return false }
        question.removeAll(beginningWith: bytes)
        return fill(&question, bytes)
    }

    // MARK: Reading

    private mutating func readBody(_ bytes: Span<UInt8>) -> Bool {
        guard json.take(UInt8(ascii: "{"), bytes) else { return false }
        var seen: UInt8 = 0
        while true {
            guard let name = json.name(bytes) else { return false }
            let section: Section
            switch bytes.shortWord(name) {
            case PlainWord.subject: section = .subject
            case PlainWord.action: section = .action
            case PlainWord.resource: section = .resource
            case PlainWord.context: section = .context
            default: return false
            }
            let bit: UInt8 = 1 << section.rawValue
            guard seen & bit == 0 else { return false }
            seen |= bit
            let isRead =
                section == .context ? readKeys(.context, bytes) : readEntity(section, bytes)
            guard isRead, let hasMore = json.hasMore(UInt8(ascii: "}"), bytes) else {
                return false
            }
            if !hasMore { break }
        }
        return seen & 7 == 7 && json.next(bytes) == 0 && json.offset == bytes.count
    }

    /// Reads a subject, an action or a resource.
    private mutating func readEntity(_ section: Section, _ bytes: Span<UInt8>) -> Bool {
        guard json.take(UInt8(ascii: "{"), bytes) else { return false }
        var type = TextRange.empty
        var id = TextRange.empty
        var hasProperties = false
        let idWord = section == .action ? PlainWord.name : PlainWord.id
        while true {
            guard let name = json.name(bytes) else { return false }
            let word = bytes.shortWord(name)
            if word == idWord, id.count == 0 {
                guard let text = json.string(bytes), text.count > 0 else { return false }
                id = text
            } else if word == PlainWord.type, type.count == 0, section != .action {
                guard let text = json.string(bytes), text.count > 0 else { return false }
                type = text
            } else if bytes.isWord("properties", at: name), !hasProperties {
                hasProperties = true
                guard readKeys(section, bytes) else { return false }
            } else {
                return false
            }
            guard let hasMore = json.hasMore(UInt8(ascii: "}"), bytes) else { return false }
            if !hasMore { break }
        }
        switch section {
        case .subject: (subjectType, subjectID) = (type, id)
        case .action: actionName = id
        default: (resourceType, resourceID) = (type, id)
        }
        return id.count > 0 && (type.count > 0 || section == .action)
    }

    /// Reads an object of condition keys.
    private mutating func readKeys(_ section: Section, _ bytes: Span<UInt8>) -> Bool {
        guard json.take(UInt8(ascii: "{"), bytes) else { return false }
        if json.take(UInt8(ascii: "}"), bytes) { return true }
        let first = keys.count
        while true {
            guard let name = json.name(bytes), readValue(of: name, section, bytes, from: first),
                let hasMore = json.hasMore(UInt8(ascii: "}"), bytes)
            else { return false }
            if !hasMore { return true }
        }
    }

    /// Reads a member's value.
    ///
    /// - Parameter first: Where the keys of the same object begin.
    private mutating func readValue(
        of name: TextRange, _ section: Section, _ bytes: Span<UInt8>, from first: Int
    ) -> Bool {
        switch section {
        case .subject:
            if bytes.shortWord(name) == PlainWord.tags || bytes.isWord("sessionPolicies", at: name)
            {
                return false
            }
        case .resource:
            if bytes.shortWord(name) == PlainWord.account {
                guard account == nil, let text = json.string(bytes), text.count > 0
                else { return false }
                account = text
                return true
            }
            // Tags of a resource do not count as keys of the same object.
            if bytes.shortWord(name) == PlainWord.tags { return readTags(bytes) }
        case .context:
            if bytes.begins("verdict:", at: name, ignoringCase: true) { return false }
        case .action, .tag: break
        }
        for index in first..<keys.count
        where keys[index].section == section
            && bytes.isEqualIgnoringCase(keys[index].name, name)
        {
            return false
        }
        guard keys.count - first < Self.keysPerObjectMax else { return false }
        var key = Key(
            section: section, isMultiple: false, name: name, firstValue: values.count,
            valueCount: 1)
        if section != .tag, json.take(UInt8(ascii: "["), bytes) {
            key.isMultiple = true
            guard readList(bytes) else { return false }
            key.valueCount = values.count - key.firstValue
        } else {
            guard let scalar = json.scalar(bytes) else { return false }
            values.append(scalar)
        }
        keys.append(key)
        return true
    }

    private mutating func readTags(_ bytes: Span<UInt8>) -> Bool {
        if hasTags { return false }
        hasTags = true
        return readKeys(.tag, bytes)
    }

    private mutating func readList(_ bytes: Span<UInt8>) -> Bool {
        if json.take(UInt8(ascii: "]"), bytes) { return true }
        while true {
            guard let scalar = json.scalar(bytes), values.count < Self.valuesMax
            else { return false }
            values.append(scalar)
            guard let hasMore = json.hasMore(UInt8(ascii: "]"), bytes) else { return false }
            if !hasMore { return true }
        }
    }

    // MARK: Filling

    /// Fills in what was read. The question begins with the body, so that most texts need not be
    /// written again.
    private func fill(_ question: inout Question, _ bytes: Span<UInt8>) -> Bool {
        guard let principal = append(bytes, subjectID, subjectType, mapping.subject, &question)
        else { return false }
        question.setPrincipal(principal)
        guard let action = appendAction(bytes, &question) else { return false }
        question.setAction(action)
        guard let resource = append(bytes, resourceID, resourceType, mapping.resource, &question),
            question.setResource(resource)
        else { return false }
        if let account {
            question.setResourceAccount(account)
        }
        // Properties win over members of the context, and tags over both.
        for key in keys where key.section == .context { add(key, bytes, &question) }
        for key in keys where key.section != .context && key.section != .tag {
            add(key, bytes, &question)
        }
        for key in keys where key.section == .tag { add(key, bytes, &question) }
        return true
    }

    /// Adds an entity's ARN: its id, or the template that the id goes into.
    private func append(
        _ bytes: Span<UInt8>, _ id: TextRange, _ type: TextRange, _ template: ARNTemplate,
        _ question: inout Question
    ) -> TextRange? {
        if bytes.word(at: id.start, count: min(4, id.count)) == PlainWord.arn
            || bytes.shortWord(id) == PlainWord.star
        {
            return id
        }
        // With a dot it may be a service's name, and `anonymous` is one by itself.
        if bytes.firstIndex(of: UInt8(ascii: "."), in: id) != nil
            || bytes.isWord("anonymous", at: id)
            || bytes.firstIndex(of: UInt8(ascii: ":"), in: type) != nil
        {
            return nil
        }
        return template.append(bytes, id: id, type: type, to: &question)
    }

    /// Adds the action: a name without a colon gets the resource's type as its service.
    private func appendAction(
        _ bytes: Span<UInt8>, _ question: inout Question
    ) -> TextRange? {
        if bytes.firstIndex(of: UInt8(ascii: ":"), in: actionName) != nil {
            return actionName
        }
        if bytes.firstIndex(of: UInt8(ascii: ":"), in: resourceType) != nil { return nil }
        let start = question.append(bytes, resourceType).start
        _ = question.append(fixed: ":")
        let name = question.append(bytes, actionName)
        return TextRange(start: start, count: name.end - start)
    }

    private func add(_ key: Key, _ bytes: Span<UInt8>, _ question: inout Question) {
        var name = key.name
        if key.section != .context {
            let start = question.append(fixed: key.section.prefix).start
            name = TextRange(start: start, count: question.append(bytes, name).end - start)
        }
        question.addKey(
            lowercasing: name, isMultiple: key.isMultiple,
            values: values.span.extracting(key.firstValue..<key.firstValue + key.valueCount))
    }
}

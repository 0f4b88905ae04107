import FlatMemory
import WildcardAutomata

/// Compiles matchers; equal ones are kept once.
struct TextMatcherPoolBuilder {
    typealias Element = PolicyTemplate.Element

    let hash: KeyedHash
    var texts: TextPoolBuilder
    private(set) var globs: [WildcardPattern] = []
    private(set) var templates: [TextRange] = []
    private(set) var elements: [Element] = []
    private(set) var variables: [TextMatcherPool.Variable] = []
    /// Set when some pattern was too long for an automaton.
    private(set) var isOverLimit = false

    private var knownVariables: [PolicyTemplate.Variable: Int] = [:]
    private var knownGlobs: [ArraySlice<Element>: UInt32] = [:]
    private var knownTemplates: [ArraySlice<Element>: UInt32] = [:]
    /// A literal text under way.
    private var literal: [UInt8] = []

    /// Whether nothing has come to stand in the pool.
    var isEmpty: Bool {
        texts.isEmpty && globs.isEmpty && templates.isEmpty && variables.isEmpty
    }

    init(hash: KeyedHash) {
        self.hash = hash
        texts = TextPoolBuilder(hash: hash)
    }

    /// Compiles a template.
    ///
    /// - Parameter wildcards: Whether `*` and `?` as written are wildcards.
    mutating func matcher(_ template: PolicyTemplate, wildcards: Bool) -> TextMatcher {
        matcher(numbered(template)[...], wildcards: wildcards)
    }

    /// A template's elements with the variables' numbers of this pool.
    mutating func numbered(_ template: PolicyTemplate) -> [Element] {
        if template.variables.isEmpty { return template.elements }
        let numbers = template.variables.map { number($0) }
        return template.elements.map { $0.variable.map { .variable(numbers[$0]) } ?? $0 }
    }

    private mutating func number(_ variable: PolicyTemplate.Variable) -> Int {
        if let known = knownVariables[variable] { return known }
        let name = Array(variable.key.utf8)
        knownVariables[variable] = variables.count
        variables.append(
            TextMatcherPool.Variable(
                hash: hash.hash(name), key: texts.add(name),
                fallback: variable.fallback.map { texts.add($0) }))
        return variables.count - 1
    }

    /// Compiles a stretch of a template whose variables have this pool's numbers.
    mutating func matcher(_ some: ArraySlice<Element>, wildcards: Bool) -> TextMatcher {
        if wildcards, some.count == 1, some.first == .star { return .anything }
        let end = literalEnd(some, wildcards: wildcards)
        if end == some.endIndex { return TextMatcher(form: .literal, head: text(some)) }
        if wildcards, some[end] == .star {
            let tail = some[(end + 1)...].drop { $0 == .star }
            if tail.isEmpty, end == some.startIndex { return .anything }
            if literalEnd(tail, wildcards: true) == tail.endIndex {
                let head = text(some[..<end])
                return TextMatcher(form: .affixes, head: head, tail: text(tail))
            }
        }
        return some.allSatisfy { $0.variable == nil } ? glob(some) : template(some, wildcards)
    }

    private func literalEnd(_ some: ArraySlice<Element>, wildcards: Bool) -> Int {
        some.firstIndex { $0.byte(wildcards: wildcards) == nil } ?? some.endIndex
    }

    /// Adds the text of elements that all are bytes, wildcards meaning themselves.
    private mutating func text(_ some: ArraySlice<Element>) -> TextRange {
        literal.removeAll(keepingCapacity: true)
        for element in some {
            if let byte = element.byte(wildcards: false) { literal.append(byte) }
        }
        return texts.add(literal)
    }

    private mutating func glob(_ some: ArraySlice<Element>) -> TextMatcher {
        if let known = knownGlobs[some] { return TextMatcher(form: .glob, payload: known) }
        let pattern = WildcardPattern(tokens: some.compactMap { $0.token(wildcards: true) })
        guard BitGlobPool.holds(pattern) else {
            isOverLimit = true
            return .anything
        }
        let number = UInt32(globs.count)
        globs.append(pattern)
        knownGlobs[some] = number
        return TextMatcher(form: .glob, payload: number)
    }

    private mutating func template(_ some: ArraySlice<Element>, _ wildcards: Bool) -> TextMatcher {
        let written = some.map { $0.byte(wildcards: wildcards).map { .byte($0) } ?? $0 }[...]
        if let known = knownTemplates[written] {
            return TextMatcher(form: .template, payload: known)
        }
        if written.count > BitGlobPool.elementCountMax { isOverLimit = true }
        let number = UInt32(templates.count)
        templates.append(TextRange(start: elements.count, count: written.count))
        elements += written
        knownTemplates[written] = number
        return TextMatcher(form: .template, payload: number)
    }
}

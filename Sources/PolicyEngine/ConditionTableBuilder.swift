import FlatMemory
import PolicyModel

/// Compiles conditions.
struct ConditionTableBuilder {
    let hash: KeyedHash
    fileprivate(set) var conditions: [CompiledCondition] = []
    fileprivate(set) var operands: [Operand] = []
    /// The digits of all numbers.
    private(set) var numbers: [UInt8] = []

    init(hash: KeyedHash) { self.hash = hash }

    /// Adds one condition.
    ///
    /// An operand that doesn't parse stays as one that matches nothing.
    mutating func add(
        _ condition: Condition, version: PolicyDocument.Version, isDeny: Bool,
        _ resources: inout ResourceIndexBuilder
    ) {
        let key = Array(condition.key.lowercased().utf8)
        let first = operands.count
        var compiled = CompiledCondition(
            condition.operator, isDeny: isDeny, keyHash: hash.hash(key),
            key: resources.pools.texts.add(key),
            operands: first..<first)
        for text in condition.values {
            if let operand = operand(text, compiled.comparison, version, &resources) {
                operands.append(operand)
            }
        }
        compiled.operandCount = UInt32(operands.count - first)
        conditions.append(compiled)
    }

    private mutating func operand(
        _ text: String, _ comparison: CompiledCondition.Comparison,
        _ version: PolicyDocument.Version, _ resources: inout ResourceIndexBuilder
    ) -> Operand? {
        var operand = Operand()
        let bytes = Array(text.utf8)
        let range = TextRange(start: 0, count: bytes.count)
        switch comparison {
        case .text, .textIgnoringCase, .pattern:
            operand.matcher = resources.pools.matcher(
                PolicyTemplate(text, version: version), wildcards: comparison == .pattern)
        case .boolean:
            let template = PolicyTemplate(text, version: version)
            operand.matcher = resources.pools.matcher(template, wildcards: false)
            if let literal = template.literalText {
                operand.boolean = boolean(
                    literal.span, TextRange(start: 0, count: literal.count))
            }
        case .null: operand.boolean = boolean(bytes.span, range)
        case .number:
            let start = numbers.count
            numbers += bytes
            guard
                let number = DecimalNumber(
                    numbers.span, TextRange(start: start, count: bytes.count))
            else { return nil }
            operand.number = number
        case .date:
            guard let instant = Instant(bytes.span, range) else { return nil }
            operand.instant = instant
        case .address:
            guard let block = AddressBlock(bytes.span, range, allowsLength: true)
            else { return nil }
            operand.block = block
        case .binary:
            guard let decoded = decodedBase64(bytes) else { return nil }
            operand.matcher = TextMatcher(
                form: .literal, head: resources.pools.texts.add(decoded))
        case .arn:
            let segments = PolicyTemplate(text, version: version).segments
            guard segments.count == 6 else { return nil }
            operand.parts = resources.matchers(segments)
        }
        return operand
    }
}

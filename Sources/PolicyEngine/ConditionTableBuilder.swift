import ConditionValues
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
    /// A document with an operand that can't be read is no valid policy, and no bundle with one is
    /// loaded. If one comes here nonetheless, the condition is decided against the caller.
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
            } else {
                compiled.leavesOperandOpen(isDeny: isDeny)
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
        switch comparison {
        case .text, .textIgnoringCase, .pattern:
            operand.matcher = resources.pools.matcher(
                PolicyTemplate(text, version: version), wildcards: comparison == .pattern)
        case .boolean:
            let template = PolicyTemplate(text, version: version)
            operand.matcher = resources.pools.matcher(template, wildcards: false)
            if let literal = template.literalText {
                let range = TextRange(start: 0, count: literal.count)
                guard let value = boolean(literal.span, range) else { return nil }
                operand.boolean = value
            }
        case .null:
            guard let value = text.booleanOperand else { return nil }
            operand.boolean = value
        case .number:
            let start = numbers.count
            numbers += text.utf8
            let range = TextRange(start: start, count: numbers.count - start)
            guard let number = DecimalNumber(numbers.span, range) else { return nil }
            operand.number = number
        case .date:
            guard let instant = Instant(operand: text) else { return nil }
            operand.instant = instant
        case .address:
            guard let block = AddressBlock(operand: text) else { return nil }
            operand.block = block
        case .binary:
            // Nothing has two encodings, so that values are equal just if their texts are.
            guard text.binaryOperand != nil else { return nil }
            operand.matcher = TextMatcher(
                form: .literal, head: resources.pools.texts.add(Array(text.utf8)))
        case .arn:
            let template = PolicyTemplate(text, version: version)
            guard let segments = template.segments else { return nil }
            operand.parts = resources.matchers(template, segments)
        }
        return operand
    }
}

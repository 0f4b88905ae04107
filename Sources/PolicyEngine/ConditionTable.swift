import ConditionValues
import FlatMemory
import PolicyModel

/// The conditions of all statements of a set.
final class ConditionTable: Sendable {
    private let conditions: FlatArray<CompiledCondition>
    private let operands: FlatArray<Operand>

    /// The table without conditions, which all sets share that have none.
    private static let empty = ConditionTable(
        ConditionTableBuilder(hash: KeyedHash(key: 0)))

    static func table(of builder: ConditionTableBuilder) -> ConditionTable {
        builder.conditions.isEmpty ? empty : ConditionTable(builder)
    }

    private init(_ builder: ConditionTableBuilder) {
        conditions = FlatArray(builder.conditions)
        operands = FlatArray(builder.operands)
    }

    /// Whether a condition holds for the request.
    func holds(
        _ number: Int, _ request: borrowing PreparedRequest, _ context: MatchContext,
        _ scratch: inout MatchScratch
    ) -> Bool {
        let condition = conditions[number]
        let key = request.key(condition.keyHash, condition.key, in: context.pool.texts)
        if condition.comparison == .null { return holdsNull(condition, key) }
        guard let key, !isMissing(key, condition, request) else {
            if condition.ifExists { return true }
            return switch condition.qualifier {
            case .forAllValues: true
            case .forAnyValue: false
            case .none: condition.isNegated
            }
        }
        // Several values and no word on how to treat them: the documentation calls for a qualifier.
        if condition.qualifier == .none, key.isMultiple { return false }
        let wantsAll = condition.qualifier == .forAllValues
        for index in 0..<Int(key.valueCount) {
            let value = request.values[Int(key.firstValue) + index]
            let isSatisfied = satisfies(condition, value, request, context, &scratch)
            if isSatisfied != wantsAll { return isSatisfied }
        }
        return wantsAll
    }

    /// Whether a key counts as missing: an empty list or, under a qualifier, nothing but empty
    /// strings.
    private func isMissing(
        _ key: ContextKey, _ condition: CompiledCondition, _ request: borrowing PreparedRequest
    ) -> Bool {
        if condition.qualifier == .none { return key.valueCount == 0 }
        for index in 0..<Int(key.valueCount)
        where request.values[Int(key.firstValue) + index].count > 0 {
            return false
        }
        return true
    }

    private func holdsNull(_ condition: CompiledCondition, _ key: ContextKey?) -> Bool {
        let isAbsent = key == nil || key?.valueCount == 0
        for index in 0..<Int(condition.operandCount)
        where operands[Int(condition.firstOperand) + index].boolean == isAbsent {
            return true
        }
        return condition.holdsUnmatched
    }

    /// Whether one value of the request satisfies the operator.
    @inline(__always)
    private func satisfies(
        _ condition: CompiledCondition, _ value: TextRange, _ request: borrowing PreparedRequest,
        _ context: MatchContext, _ scratch: inout MatchScratch
    ) -> Bool {
        switch condition.comparison {
        case .text, .pattern, .binary:
            for index in 0..<Int(condition.operandCount) {
                let matcher = operands[Int(condition.firstOperand) &+ index].matcher
                if context.pool.match(matcher, value, of: request, &scratch) == .matched {
                    return !condition.isNegated
                }
            }
            return condition.holdsUnmatched
        case .textIgnoringCase, .boolean, .number, .date, .address, .arn, .null:
            return satisfiesRead(condition, value, request, context, &scratch)
        }
    }

    /// The same for operators that have to read the value.
    private func satisfiesRead(
        _ condition: CompiledCondition, _ value: TextRange, _ request: borrowing PreparedRequest,
        _ context: MatchContext, _ scratch: inout MatchScratch
    ) -> Bool {
        let parsed = ParsedValue(condition.comparison, value, request)
        guard parsed.isReadable else { return condition.holdsUnread }
        for index in 0..<Int(condition.operandCount) {
            let operand = operands[Int(condition.firstOperand) + index]
            if matches(operand, parsed, condition, request, context, &scratch) {
                return !condition.isNegated
            }
        }
        return condition.holdsUnmatched
    }

    private func matches(
        _ operand: Operand, _ value: ParsedValue, _ condition: CompiledCondition,
        _ request: borrowing PreparedRequest, _ context: MatchContext,
        _ scratch: inout MatchScratch
    ) -> Bool {
        switch condition.comparison {
        case .textIgnoringCase:
            return context.pool.fillLiteral(operand.matcher, of: request, &scratch)
                && isEqualIgnoringCase(scratch.literal.span, value.range, request)
        case .boolean:
            var wanted = operand.boolean
            if wanted == nil, operand.matcher.form == .template,
                context.pool.fillLiteral(operand.matcher, of: request, &scratch)
            {
                let range = TextRange(start: 0, count: scratch.literal.count)
                wanted = boolean(scratch.literal.span, range)
            }
            return wanted != nil && wanted == value.boolean
        case .number:
            guard let number = value.number, let other = operand.number else { return false }
            let order = context.numbers.withSpan {
                number.compare(in: request.text.paddedSpan, to: other, in: $0)
            }
            return condition.order.accepts(order)
        case .date:
            guard let instant = value.instant, let other = operand.instant else { return false }
            return condition.order.accepts(instant < other ? -1 : instant == other ? 0 : 1)
        case .address:
            guard let address = value.block, let block = operand.block else { return false }
            return block.contains(address)
        case .arn:
            return context.matchesParts(operand.parts, value.parts, request, &scratch) == .matched
        case .text, .pattern, .binary, .null:
            return false
        }
    }
}

/// A request's value, read as the operator wants it.
private struct ParsedValue {
    var range: TextRange
    var isReadable = true
    var number: DecimalNumber?
    var instant: Instant?
    var block: AddressBlock?
    var boolean: Bool?
    var parts = ARNParts()

    init(
        _ comparison: CompiledCondition.Comparison, _ value: TextRange,
        _ request: borrowing PreparedRequest
    ) {
        range = value
        switch comparison {
        case .number:
            number = DecimalNumber(request.text.paddedSpan, value)
            isReadable = number != nil
        case .date:
            instant = Instant(request.text.paddedSpan, value, form: .profile)
            isReadable = instant != nil
        case .address:
            block = AddressBlock(request.text.paddedSpan, value, allowsLength: false)
            isReadable = block != nil
        case .arn: isReadable = request.text.splitARN(value, into: &parts)
        case .boolean: boolean = ConditionValues.boolean(request.text.paddedSpan, value)
        case .text, .textIgnoringCase, .pattern, .binary, .null: break
        }
    }
}

/// Equality ignoring the case of A–Z and of the capitals of Latin-1, which are all the letters
/// that a policy document may hold.
private func isEqualIgnoringCase(
    _ text: Span<UInt8>, _ range: TextRange, _ request: borrowing PreparedRequest
) -> Bool {
    guard text.count == range.count else { return false }
    var previous: UInt8 = 0
    for index in 0..<text.count {
        let left = folded(text[index], after: previous)
        let right = folded(request.text[range.start + index], after: previous)
        if left != right { return false }
        previous = text[index]
    }
    return true
}

/// A byte of UTF-8 with the case removed: `A`–`Z`, and U+00C0 to U+00DE without U+00D7, which are
/// `C3 80` to `C3 9E` without `C3 97`.
private func folded(_ byte: UInt8, after previous: UInt8) -> UInt8 {
    if byte >= 0x41, byte <= 0x5A { return byte | 0x20 }
    if previous == 0xC3, byte >= 0x80, byte <= 0x9E, byte != 0x97 { return byte | 0x20 }
    return byte
}

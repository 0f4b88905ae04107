import ConditionValues
import FlatMemory
import PolicyModel

/// One condition, compiled: operator, hashed key, and operands parsed once.
struct CompiledCondition: BitwiseCopyable {
    /// What an operator compares as.
    enum Comparison: UInt8, BitwiseCopyable {
        case text
        case textIgnoringCase
        case pattern
        case number
        case date
        case boolean
        case binary
        case address
        case arn
        case null
    }

    /// Which orders of a number or date satisfy the operator.
    enum Order: UInt8, BitwiseCopyable {
        case equal
        case less
        case lessOrEqual
        case greater
        case greaterOrEqual
    }

    enum Qualifier: UInt8, BitwiseCopyable {
        case none
        case forAllValues
        case forAnyValue
    }

    var comparison: Comparison
    var order: Order
    var qualifier: Qualifier
    var ifExists: Bool
    /// Whether the operator holds when no operand matches.
    var isNegated: Bool
    /// What comes of a value that no operand matches: the same as `isNegated`, unless an operand
    /// can't be read, see ``leavesOperandOpen(isDeny:)``.
    var holdsUnmatched: Bool
    /// What comes of a request value that can't be read: nobody can tell whether it differs from
    /// the operands, so a negated operator holds in a Deny and fails in an Allow.
    var holdsUnread: Bool
    var keyHash: UInt64
    var key: TextRange
    var firstOperand: UInt32
    var operandCount: UInt32
}

/// One value that a condition compares with.
struct Operand: BitwiseCopyable {
    /// `text`, `textIgnoringCase`, `pattern`, `boolean`, `binary`: what to match.
    var matcher = TextMatcher.anything
    /// `arn`: the place of six matchers for the parts.
    var parts: UInt32 = 0
    var number: DecimalNumber?
    var instant: Instant?
    var block: AddressBlock?
    var boolean: Bool?
}

extension CompiledCondition {
    /// Sorts an operator by what it compares, and how.
    init(
        _ condition: ConditionOperator, isDeny: Bool, keyHash: UInt64, key: TextRange,
        operands: Range<Int>
    ) {
        (comparison, order) = Self.comparison(condition.kind)
        isNegated = condition.kind.isNegated
        holdsUnmatched = isNegated
        holdsUnread = isDeny && condition.kind.isNegated
        ifExists = condition.ifExists
        qualifier =
            switch condition.qualifier {
            case nil: .none
            case .forAllValues: .forAllValues
            case .forAnyValue: .forAnyValue
            }
        self.keyHash = keyHash
        self.key = key
        firstOperand = UInt32(operands.lowerBound)
        operandCount = UInt32(operands.count)
    }

    /// Takes note of an operand that can't be read. Nobody can tell what it would match, so the
    /// condition holds in a Deny and fails in an Allow wherever no other operand settles it.
    mutating func leavesOperandOpen(isDeny: Bool) {
        holdsUnmatched = isDeny
        holdsUnread = isDeny
    }

    private static func comparison(_ kind: ConditionOperator.Kind) -> (Comparison, Order) {
        switch kind {
        case .stringEquals, .stringNotEquals: (.text, .equal)
        case .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase: (.textIgnoringCase, .equal)
        case .stringLike, .stringNotLike: (.pattern, .equal)
        case .numericEquals, .numericNotEquals: (.number, .equal)
        case .numericLessThan: (.number, .less)
        case .numericLessThanEquals: (.number, .lessOrEqual)
        case .numericGreaterThan: (.number, .greater)
        case .numericGreaterThanEquals: (.number, .greaterOrEqual)
        case .dateEquals, .dateNotEquals: (.date, .equal)
        case .dateLessThan: (.date, .less)
        case .dateLessThanEquals: (.date, .lessOrEqual)
        case .dateGreaterThan: (.date, .greater)
        case .dateGreaterThanEquals: (.date, .greaterOrEqual)
        case .bool: (.boolean, .equal)
        case .binaryEquals: (.binary, .equal)
        case .ipAddress, .notIPAddress: (.address, .equal)
        case .arnEquals, .arnNotEquals, .arnLike, .arnNotLike: (.arn, .equal)
        case .null: (.null, .equal)
        }
    }
}

extension CompiledCondition.Order {
    /// Whether an ordering (negative, zero, positive) is one that satisfies the operator.
    func accepts(_ ordering: Int) -> Bool {
        switch self {
        case .equal: ordering == 0
        case .less: ordering < 0
        case .lessOrEqual: ordering <= 0
        case .greater: ordering > 0
        case .greaterOrEqual: ordering >= 0
        }
    }
}

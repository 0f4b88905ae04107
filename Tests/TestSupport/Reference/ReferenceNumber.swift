/// A decimal number of any length.
struct ReferenceNumber: Comparable {
    private var isNegative: Bool
    /// The digits before the point, without leading zeros.
    private var whole: [Unicode.Scalar]
    /// The digits behind the point, without trailing zeros.
    private var fraction: [Unicode.Scalar]

    /// Reads an optional sign, digits, and an optional point with more digits; `nil` if the whole
    /// text isn't that.
    init?(_ text: String) {
        var rest = text.scalars[...]
        isNegative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isDigit) })
        else { return nil }
        whole = Array(parts[0].drop { $0 == "0" })
        fraction = parts.count == 2 ? Array(parts[1]) : []
        while fraction.last == "0" { fraction.removeLast() }
        if whole.isEmpty && fraction.isEmpty { isNegative = false }
    }

    static func < (left: ReferenceNumber, right: ReferenceNumber) -> Bool {
        switch (left.isNegative, right.isNegative) {
        case (true, false): true
        case (false, true): false
        case (false, false): isSmaller(left, right)
        case (true, true): isSmaller(right, left)
        }
    }

    /// Whether the absolute value is smaller.
    private static func isSmaller(_ left: ReferenceNumber, _ right: ReferenceNumber) -> Bool {
        if left.whole.count != right.whole.count { return left.whole.count < right.whole.count }
        if left.whole != right.whole { return left.whole.lexicographicallyPrecedes(right.whole) }
        return left.fraction.lexicographicallyPrecedes(right.fraction)
    }
}

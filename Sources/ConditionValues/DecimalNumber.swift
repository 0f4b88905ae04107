import FlatMemory

/// A decimal number of any length, as a view of its text: compared exactly, never rounded.
///
/// The form is an optional sign, digits, and an optional point with more digits; no exponent.
package struct DecimalNumber: BitwiseCopyable, Sendable {
    private var isNegative: Bool
    /// The digits before the point, without leading zeros.
    private var whole: TextRange
    /// The digits behind the point, without trailing zeros.
    private var fraction: TextRange

    /// Reads the whole range; `nil` if it is no number.
    package init?(_ text: Span<UInt8>, _ range: TextRange) {
        var start = range.start
        let end = range.end
        isNegative = false
        if start < end, text[start] == UInt8(ascii: "-") || text[start] == UInt8(ascii: "+") {
            isNegative = text[start] == UInt8(ascii: "-")
            start += 1
        }
        var point = start
        while point < end, text[point].isDigit { point += 1 }
        guard point > start else { return nil }
        var last = point
        if point < end {
            guard text[point] == UInt8(ascii: ".") else { return nil }
            last = point + 1
            while last < end, text[last].isDigit { last += 1 }
            guard last > point + 1, last == end else { return nil }
            while text[last - 1] == UInt8(ascii: "0") { last -= 1 }
        }
        while start < point, text[start] == UInt8(ascii: "0") { start += 1 }
        whole = TextRange(start: start, count: point - start)
        fraction = TextRange(start: min(point + 1, last), count: max(last - point - 1, 0))
        if whole.count == 0, fraction.count == 0 { isNegative = false }
    }

    /// Negative, zero or positive, as this number is less than, equal to or greater than another.
    ///
    /// - Parameters:
    ///   - text: The text that this number views.
    ///   - otherText: The text that `other` views.
    package func compare(
        in text: Span<UInt8>, to other: DecimalNumber, in otherText: Span<UInt8>
    ) -> Int {
        if isNegative != other.isNegative { return isNegative ? -1 : 1 }
        var order = whole.count - other.whole.count
        if order == 0 { order = Self.compare(text, whole, otherText, other.whole) }
        if order == 0 { order = Self.compare(text, fraction, otherText, other.fraction) }
        return isNegative ? -order : order
    }

    /// The greatest integer that is not above this number and the least that is not below it, or
    /// `nil` if they are beyond 64 bits.
    ///
    /// - Parameter text: The text that this number views.
    package func bounds(in text: Span<UInt8>) -> (floor: Int64, ceiling: Int64)? {
        var value: Int64 = 0
        for index in whole.start..<whole.end {
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isBeyond) = tens.addingReportingOverflow(Int64(text[index] - 0x30))
            if isTooLarge || isBeyond { return nil }
            value = sum
        }
        if fraction.count == 0 { return isNegative ? (-value, -value) : (value, value) }
        guard value < .max else { return nil }
        return isNegative ? (-value - 1, -value) : (value, value + 1)
    }

    private static func compare(
        _ left: Span<UInt8>, _ leftRange: TextRange, _ right: Span<UInt8>, _ rightRange: TextRange
    ) -> Int {
        for index in 0..<min(leftRange.count, rightRange.count) {
            let order = Int(left[leftRange.start + index]) - Int(right[rightRange.start + index])
            if order != 0 { return order }
        }
        return leftRange.count - rightRange.count
    }
}

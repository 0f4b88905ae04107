/// How long a client waits for its answer, as the field `grpc-timeout` says: up to eight digits and
/// a unit, `200m` for 200 ms.
package enum GRPCTimeout {
    /// Reads a value.
    ///
    /// - Returns: `nil` if it is none.
    package static func parse(_ text: Span<UInt8>) -> Duration? {
        guard (2...9).contains(text.count) else { return nil }
        var number: Int64 = 0
        for index in 0..<text.count - 1 {
            guard case 0x30...0x39 = text[index] else { return nil }
            number = number * 10 + Int64(text[index] - 0x30)
        }
        return switch text[text.count - 1] {
        case UInt8(ascii: "H"): .seconds(number * 3_600)
        case UInt8(ascii: "M"): .seconds(number * 60)
        case UInt8(ascii: "S"): .seconds(number)
        case UInt8(ascii: "m"): .milliseconds(number)
        case UInt8(ascii: "u"): .microseconds(number)
        case UInt8(ascii: "n"): .nanoseconds(number)
        default: nil
        }
    }
}

/// Decodes base64 in the standard alphabet, padded, with unused bits zero.
///
/// - Returns: `nil` for anything else.
/// - Complexity: O(n).
package func decodedBase64(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    var padding = 0
    for byte in text {
        let value: UInt8
        switch byte {
        case 0x41...0x5A where padding == 0: value = byte - 0x41
        case 0x61...0x7A where padding == 0: value = byte - 0x61 + 26
        case 0x30...0x39 where padding == 0: value = byte - 0x30 + 52
        case UInt8(ascii: "+") where padding == 0: value = 62
        case UInt8(ascii: "/") where padding == 0: value = 63
        case UInt8(ascii: "="):
            padding += 1
            continue
        default: return nil
        }
        bits = bits << 6 | UInt32(value)
        bitCount += 6
        if bitCount >= 8 {
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
            bits &= 1 << bitCount - 1
        }
    }
    return padding <= 2 && bits == 0 && bitCount < 6 && (bitCount > 0) == (padding > 0)
        ? bytes : nil
}

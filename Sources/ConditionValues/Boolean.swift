import FlatMemory

/// `true` or `false` in any case, `nil` for anything else.
package func boolean(_ text: Span<UInt8>, _ range: TextRange) -> Bool? {
    guard range.count == 4 || range.count == 5 else { return nil }
    let word = text.word(at: range.start, count: 4) | 0x2020_2020
    if range.count == 4 { return word == 0x6575_7274 ? true : nil }
    return word == 0x736C_6166 && text[range.start + 4] | 0x20 == 0x65 ? false : nil
}

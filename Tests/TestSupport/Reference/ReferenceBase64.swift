/// The bytes of a base64 text in the standard alphabet, padded, with unused bits zero; `nil` for
/// anything else.
func referenceBase64(_ text: String) -> [UInt8]? {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".scalars
    let scalars = text.scalars
    guard scalars.count % 4 == 0 else { return nil }
    let padding = scalars.reversed().prefix { $0 == "=" }.count
    guard padding <= 2 else { return nil }

    var bits: [Bool] = []
    for scalar in scalars.dropLast(padding) {
        guard let value = alphabet.firstIndex(of: scalar) else { return nil }
        bits += (0..<6).map { value & (32 >> $0) != 0 }
    }
    let byteCount = bits.count / 8
    guard !bits[(byteCount * 8)...].contains(true) else { return nil }
    return (0..<byteCount).map { index in
        bits[(index * 8)..<(index * 8 + 8)].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
    }
}

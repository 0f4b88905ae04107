extension Span<UInt8> {
    /// Where the bytes of a string end that need no further look: the offset of the first byte from
    /// `start` on that is a quote, a backslash, a control character or not ASCII; else the end.
    ///
    /// Most of any text is read here, so this takes eight bytes at a time.
    ///
    /// - Precondition: `start` lies in the span or at its end.
    /// - Complexity: O(length).
    package func endOfPlainText(from start: Int) -> Int {
        precondition((0...count).contains(start), "offset \(start) of \(count) bytes")
        var index = start
        while index <= count - 8 {
            let word = word(at: index)
            // The high bit of a byte is set where the byte is special. A subtraction may borrow
            // from the bytes above, but only above a special one, and the lowest counts.
            let marks =
                word | (word &- 0x2020_2020_2020_2020)
                | ((word ^ 0x2222_2222_2222_2222) &- 0x0101_0101_0101_0101)
                | ((word ^ 0x5C5C_5C5C_5C5C_5C5C) &- 0x0101_0101_0101_0101)
            let special = marks & 0x8080_8080_8080_8080
            if special != 0 { return index + special.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < count, !self[index].isSpecialInString { index += 1 }
        return index
    }
}

extension [UInt8] {
    /// The same of an array.
    func endOfPlainText(from start: Int) -> Int { span.endOfPlainText(from: start) }
}

extension UInt8 {
    fileprivate var isSpecialInString: Bool {
        self < 0x20 || self > 0x7F || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\")
    }
}

extension Span<UInt8> {
    /// The eight bytes from `offset` on, the first one lowest.
    ///
    /// - Precondition: They lie within the span.
    fileprivate func word(at offset: Int) -> UInt64 {
        // SAFETY: the load checks its bounds itself, and any eight bytes make a `UInt64`.
        let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
        return UInt64(littleEndian: word)
    }
}

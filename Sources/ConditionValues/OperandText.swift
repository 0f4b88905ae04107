import FlatMemory

/// What a policy's conditions compare with, read from its text.
///
/// The validator asks here which texts can be read, and the engine reads them here, so that none
/// passes the one and means nothing to the other.
extension AddressBlock {
    /// Reads an operand of `IpAddress` or `NotIpAddress`: an address, or a block of them.
    package init?(operand text: String) {
        let bytes = Array(text.utf8)
        self.init(bytes.span, bytes.range, allowsLength: true)
    }
}

extension Instant {
    /// Reads an operand of an operator for dates.
    package init?(operand text: String) {
        let bytes = Array(text.utf8)
        self.init(bytes.span, bytes.range, form: .operand)
    }
}

extension String {
    /// Whether this can be an operand of an operator for numbers.
    package var isDecimalNumber: Bool {
        let bytes = Array(utf8)
        return DecimalNumber(bytes.span, bytes.range) != nil
    }

    /// The value of an operand of `Bool` or `Null`; `nil` if it is none.
    package var booleanOperand: Bool? {
        let bytes = Array(utf8)
        return boolean(bytes.span, bytes.range)
    }

    /// The bytes that an operand of `BinaryEquals` stands for; `nil` if it is none.
    package var binaryOperand: [UInt8]? { decodedBase64(utf8) }
}

extension [UInt8] {
    fileprivate var range: TextRange { TextRange(start: 0, count: count) }
}

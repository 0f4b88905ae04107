extension UInt8 {
    /// The byte with A–Z in lower case.
    @inlinable public var lowercasedASCII: UInt8 {
        self >= 0x41 && self <= 0x5A ? self | 0x20 : self
    }

    /// Whether this is one of 0–9.
    @inlinable public var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}

/// Text as the reference evaluator sees it: an array of Unicode scalars, so that comparing is
/// exact and `?` has something to count.
extension String {
    /// The text's Unicode scalars.
    var scalars: [Unicode.Scalar] { Array(unicodeScalars) }

    /// Makes a text of scalars.
    init(scalars: [Unicode.Scalar]) {
        self.init(String.UnicodeScalarView(scalars))
    }

    /// Equality scalar by scalar; `==` would also equate different spellings of one letter.
    func isScalarEqual(to other: String) -> Bool { scalars == other.scalars }

    /// Whether the text starts with exactly these scalars.
    func hasScalarPrefix(_ prefix: String) -> Bool { scalars.starts(with: prefix.scalars) }
}

extension Unicode.Scalar {
    /// The scalar with A–Z in lower case.
    var lowercasedASCII: Unicode.Scalar {
        ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(value) + 32) : self
    }

    /// The scalar for comparing without regard to case: A–Z and the capitals of Latin-1, which
    /// are all that a policy document may hold.
    var foldedCase: Unicode.Scalar {
        let isLatinCapital = ("\u{C0}"..."\u{DE}").contains(self) && self != "\u{D7}"
        return isLatinCapital ? Unicode.Scalar(UInt8(value) + 32) : lowercasedASCII
    }

    /// Whether this is one of 0–9.
    var isDigit: Bool { ("0"..."9").contains(self) }
}

extension [Unicode.Scalar] {
    /// Whether this is an account id: twelve digits.
    var isAccountID: Bool { count == 12 && allSatisfy(\.isDigit) }
}

/// The six parts of an ARN, the sixth with all further colons; `nil` if there are fewer.
func referenceARNParts(_ text: [Unicode.Scalar]) -> [[Unicode.Scalar]]? {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return parts.count == 6 ? parts.map(Array.init) : nil
}

/// `true` or `false` in any case, `nil` for anything else.
func referenceBoolean(_ text: [Unicode.Scalar]) -> Bool? {
    switch String(scalars: text.map(\.lowercasedASCII)) {
    case "true": true
    case "false": false
    default: nil
    }
}

/// One step of a glob.
enum ReferenceGlobToken: Equatable {
    /// Exactly this scalar.
    case literal(Unicode.Scalar)
    /// `?`: any one scalar.
    case one
    /// `*`: any run of scalars, also an empty one.
    case run
}

/// Reads a text in which every `*` and `?` is a wildcard.
func referenceGlob(_ text: [Unicode.Scalar]) -> [ReferenceGlobToken] {
    text.map { scalar in
        switch scalar {
        case "*": .run
        case "?": .one
        default: .literal(scalar)
        }
    }
}

/// The definition of a glob, by recursion.
///
/// - Complexity: Exponential in the number of stars at worst.
func referenceGlobMatches(
    _ glob: ArraySlice<ReferenceGlobToken>, _ text: ArraySlice<Unicode.Scalar>
) -> Bool {
    guard let token = glob.first else { return text.isEmpty }
    switch token {
    case .run:
        return referenceGlobMatches(glob.dropFirst(), text)
            || (!text.isEmpty && referenceGlobMatches(glob, text.dropFirst()))
    case .one:
        return !text.isEmpty && referenceGlobMatches(glob.dropFirst(), text.dropFirst())
    case .literal(let scalar):
        return text.first == scalar && referenceGlobMatches(glob.dropFirst(), text.dropFirst())
    }
}

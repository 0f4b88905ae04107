/// An Authorization header field of Signature Version 4, taken apart.
///
///     AWS4-HMAC-SHA256 Credential=AKIA…/20261124/us-east-1/iam/aws4_request,
///         SignedHeaders=host;x-amz-date, Signature=5d67…
struct Authorization {
    /// The one algorithm there is.
    static let algorithm = "AWS4-HMAC-SHA256"

    /// LIMIT: bytes of the field. Real ones have some 250; with all the names that may be signed,
    /// 1,500.
    static let byteCountMax = 4_096

    /// LIMIT: names in SignedHeaders: as many as a request may have header fields.
    static let signedNameCountMax = 64

    /// The access key's identifier, unchecked.
    let accessKeyID: Substring
    let scopeDate: Substring
    let scopeRegion: Substring
    let scopeService: Substring
    let scopeTerminator: Substring

    /// The names of the header fields that are signed: lower case, ascending.
    let signedNames: [String]

    /// The signature, unchecked.
    let signature: Substring

    /// Reads the value of the field.
    init(_ text: String) throws(SigningError) {
        guard text.utf8.count <= Self.byteCountMax else { throw .authorizationTooLong }
        // Beyond ASCII there are letters that Swift's `==` takes for ASCII ones.
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .malformedAuthorization
        }
        let parts = text.split(separator: " ", maxSplits: 1)
        guard let algorithm = parts.first, algorithm == Self.algorithm else {
            throw .unsupportedAlgorithm
        }
        let parameters = try Self.parameters(parts.dropFirst().first ?? "")
        let missing = ["Credential", "Signature", "SignedHeaders"]
            .filter { parameters[$0, default: ""].isEmpty }
        guard missing.isEmpty else { throw .missingParameters(missing) }

        let credential = parameters["Credential", default: ""]
            .split(separator: "/", omittingEmptySubsequences: false)
        guard credential.count == 5 else { throw .malformedCredential }
        accessKeyID = credential[0]
        scopeDate = credential[1]
        scopeRegion = credential[2]
        scopeService = credential[3]
        scopeTerminator = credential[4]
        signedNames = try Self.names(parameters["SignedHeaders", default: ""])
        signature = parameters["Signature", default: ""]
    }

    private static func parameters(
        _ text: Substring
    ) throws(SigningError) -> [String: Substring] {
        var parameters: [String: Substring] = [:]
        for parameter in text.split(separator: ",", omittingEmptySubsequences: false) {
            let trimmed = parameter.drop { $0 == " " }
            let pair = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            let value = pair[1].prefix { $0 != " " }
            guard pair[1].dropFirst(value.count).allSatisfy({ $0 == " " }),
                ["Credential", "SignedHeaders", "Signature"].contains(pair[0]),
                parameters.updateValue(value, forKey: String(pair[0])) == nil
            else { throw .malformedAuthorization }
        }
        return parameters
    }

    private static func names(_ text: Substring) throws(SigningError) -> [String] {
        let names = text.split(separator: ";", omittingEmptySubsequences: false)
        guard names.count <= signedNameCountMax else { throw .tooManySignedFields }
        var previous: Substring = ""
        for name in names {
            // Ascending and not equal: so every name stands once, and there is one way to list
            // them. The first has to be greater than the empty name.
            guard previous.utf8.lexicographicallyPrecedes(name.utf8),
                !name.utf8.contains(where: { (0x41...0x5A).contains($0) })
            else { throw .malformedSignedFields }
            previous = name
        }
        return names.map(String.init)
    }
}

import HTTPMessage

/// Reading a body of the content type `application/x-www-form-urlencoded`.
extension QueryParameters {
    /// Reads the parameters of a call.
    ///
    /// Pairs are separated by `&`, empty ones are passed over. `+` is a space, `%41` is `A`. A
    /// parameter without `=` has the empty value. What could be read in two ways is refused.
    ///
    /// - Complexity: O(n).
    package init(body: Span<UInt8>) throws(QueryParameterError) {
        guard body.count <= QueryLimits.bodyByteCountMax else { throw .bodyTooLong }
        self.init()
        var parameterCount = 0
        var start = 0
        while start < body.count {
            var end = start
            while end < body.count, body[end] != UInt8(ascii: "&") { end += 1 }
            if end > start {
                parameterCount += 1
                guard parameterCount <= QueryLimits.parameterCountMax else {
                    throw .tooManyParameters
                }
                try take(Array(copying: body.extracting(start..<end)))
            }
            start = end + 1
        }
    }

    private mutating func take(_ pair: [UInt8]) throws(QueryParameterError) {
        let mark = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
        let parts = try Self.nameParts(pair[..<mark])
        let name = parts.joined(separator: ".")
        guard let bytes = PercentEncoding.decoded(pair[mark...].dropFirst(), plusIsSpace: true)
        else { throw .invalidEscape(name: name) }
        guard !bytes.contains(0) else { throw .nul(name: name) }
        guard let value = String(validating: bytes, as: UTF8.self) else {
            throw .invalidUTF8(name: name)
        }
        guard insert(value, at: parts[...]) else { throw .duplicate(name: name) }
    }

    /// The parts of a name: letters, digits, `_` and `-` of ASCII.
    ///
    /// Beyond ASCII there are letters that Swift's `==` takes for ASCII ones. Botocore's encoder
    /// leaves names as they are, but others may escape the dots.
    private static func nameParts(
        _ text: ArraySlice<UInt8>
    ) throws(QueryParameterError) -> [String] {
        guard text.count <= QueryLimits.nameByteCountMax else { throw .nameTooLong }
        guard let bytes = PercentEncoding.decoded(text, plusIsSpace: true) else {
            throw .invalidName
        }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= QueryLimits.depthMax else { throw .nameTooDeep }
        for part in parts {
            guard !part.isEmpty, part.allSatisfy(isNameByte) else { throw .invalidName }
        }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        let isMark = byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~")
        return PercentEncoding.isUnreserved(byte) && !isMark
    }
}

extension [UInt8] {
    /// The bytes of a span.
    fileprivate init(copying span: Span<UInt8>) {
        self.init()
        reserveCapacity(span.count)
        for index in span.indices { append(span[index]) }
    }
}

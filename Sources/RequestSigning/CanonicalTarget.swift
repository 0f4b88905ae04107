import HTTPMessage

/// Path and query of a request in the one spelling that is signed.
///
/// Two targets with one canonical form mean the same to any reader, so a signature can't be taken
/// over to a request that means something else. With one exception, which AWS has too: `.`, `..`
/// and empty segments of a path vanish. Whoever routes by the path as received sees a path with
/// such segments, and has no route for it.
enum CanonicalTarget {
    /// The path without `.`, `..` and empty segments, percent-encoded once more.
    ///
    /// Whatever was encoded on the wire is encoded twice, as all services but S3 have it, so an
    /// encoded slash is never taken for a slash.
    ///
    /// - Returns: `nil` if the path does not begin with a slash.
    static func path(_ path: String) -> [UInt8]? {
        let slash = UInt8(ascii: "/")
        let bytes = Array(path.utf8)
        guard bytes.first == slash else { return bytes.isEmpty ? [slash] : nil }
        var segments: [ArraySlice<UInt8>] = []
        for segment in bytes.split(separator: slash) where !segment.elementsEqual(".".utf8) {
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        var normalized: [UInt8] = []
        for segment in segments {
            normalized.append(slash)
            normalized.append(contentsOf: segment)
        }
        if segments.isEmpty || bytes.last == slash { normalized.append(slash) }
        return PercentEncoding.encoded(normalized, keeping: slash)
    }

    /// The parameters, decoded and encoded anew, in the order of their names and then values.
    ///
    /// A `+` stays as it is: readers differ whether it is a space, so it must not be taken for
    /// either spelling of a space or a plus.
    ///
    /// - Returns: `nil` if a `%` is not followed by two hexadecimal digits.
    static func query(_ query: String) -> [UInt8]? {
        guard !query.isEmpty else { return [] }
        var parameters: [(name: [UInt8], value: [UInt8])] = []
        for pair in pairs(query) {
            guard let name = reencoded(pair.name), let value = reencoded(pair.value)
            else { return nil }
            parameters.append((name, value))
        }
        parameters.sort { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value)
                : left.name.lexicographicallyPrecedes(right.name)
        }
        return Array(
            parameters.map { $0.name + [UInt8(ascii: "=")] + $0.value }
                .joined(separator: [UInt8(ascii: "&")]))
    }

    /// The names of the parameters, decoded; those that can't be are left out.
    static func parameterNames(_ query: String) -> [[UInt8]] {
        pairs(query).compactMap { PercentEncoding.decoded($0.name) }
    }

    private typealias Pair = (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)

    private static func pairs(_ query: String) -> [Pair] {
        Array(query.utf8).split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
            .map { pair in
                let mark = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
                return (pair[..<mark], pair[mark...].dropFirst())
            }
    }

    private static func reencoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let plus = UInt8(ascii: "+")
        var pieces: [[UInt8]] = []
        for piece in text.split(separator: plus, omittingEmptySubsequences: false) {
            guard let bytes = PercentEncoding.decoded(piece) else { return nil }
            pieces.append(PercentEncoding.encoded(bytes))
        }
        return Array(pieces.joined(separator: [plus]))
    }
}

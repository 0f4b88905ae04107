import FlatMemory

/// Why a route does not take a request.
package enum RouteMismatch: String, Sendable, Hashable {
    case path, method, host
}

extension RequestMapper {
    /// The routes that are looked at for a request, in order, and why each does not take it; `nil`
    /// for the last one if it does.
    ///
    /// It looks at one route after the other, for people who ask why.
    package mutating func considered(
        _ facts: inout RequestFacts
    ) -> [(route: Int, mismatch: RouteMismatch?)] {
        guard prepare(&facts) == nil else { return [] }
        let segments = pathSegments(facts)
        var considered: [(route: Int, mismatch: RouteMismatch?)] = []
        for (number, route) in map.routes.enumerated() {
            let entry = map.table.entries[number]
            let mismatch: RouteMismatch? =
                if route.path?.matches(segments) == false {
                    .path
                } else if !map.table.takesMethod(entry, facts) {
                    .method
                } else if !map.table.takesHost(entry, host, facts) {
                    .host
                } else {
                    nil
                }
            considered.append((number, mismatch))
            if mismatch == nil { break }
        }
        return considered
    }
}

extension PathPattern {
    /// Whether a path of these decoded segments is like the pattern.
    func matches(_ path: [String]) -> Bool {
        guard rest == nil ? path.count == segments.count : path.count > segments.count
        else { return false }
        for (segment, part) in zip(segments, path) {
            switch segment {
            case .literal(let text): if !text.utf8.elementsEqual(part.utf8) { return false }
            case .capture: if part.isEmpty { return false }
            }
        }
        return rest == nil || !path[segments.count].isEmpty
    }
}

import FlatMemory

extension RouteTable {
    /// Whether a route takes a request, its path apart.
    ///
    /// - Parameter host: Normalized; `nil` if the request has none that could be read.
    func accepts(_ number: Int, _ host: TextRange?, _ facts: borrowing RequestFacts) -> Bool {
        let entry = entries[number]
        return takesMethod(entry, facts) && takesHost(entry, host, facts)
    }

    /// Whether the method is one of the route's.
    func takesMethod(_ entry: Entry, _ facts: borrowing RequestFacts) -> Bool {
        if entry.methods.count == 0 { return true }
        for index in entry.methods.range where facts.isEqual(facts.method, names[index], texts) {
            return true
        }
        return false
    }

    /// Whether the host is one of the route's.
    func takesHost(
        _ entry: Entry, _ host: TextRange?, _ facts: borrowing RequestFacts
    ) -> Bool {
        if entry.hosts.count == 0 { return true }
        guard let host else { return false }
        for index in entry.hosts.range {
            let name = names[index]
            guard texts[name.start] == UInt8(ascii: "*") else {
                if facts.isEqual(host, name, texts) { return true }
                continue
            }
            // At least one label stands in place of the star.
            let (_, suffix) = name.split(at: 1)
            guard host.count > suffix.count else { continue }
            let (_, tail) = host.split(at: host.count - suffix.count)
            if facts.isEqual(tail, suffix, texts) { return true }
        }
        return false
    }
}

extension RequestFacts {
    /// What there is for a place that asks for a name.
    func found(_ piece: RouteTable.Piece, _ table: borrowing RouteTable) -> Found {
        find(piece.kind == .header ? .header : .claim, piece.text, in: table.texts)
    }
}

import StrictJSON

/// Writes members into an object that is open.
struct MemberWriter: MemberCoder {
    var writer = JSONWriter()

    mutating func member<Value: JSONCoded>(_ name: String, _ value: inout Value) {
        writer.name(name)
        value.write(to: &writer)
    }

    mutating func member<Value: JSONCoded>(_ name: String, _ value: inout Value?) {
        if var present = value { member(name, &present) }
    }
}

/// Reads members out of an object, and minds those that nobody asks for.
struct MemberReader: MemberCoder {
    let tree: JSONTree
    let object: JSONTree.Node
    private var asked: Set<String> = []
    private var foundCount = 0

    init(tree: JSONTree, object: JSONTree.Node) {
        self.tree = tree
        self.object = object
    }

    mutating func member<Value: JSONCoded>(
        _ name: String, _ value: inout Value
    ) throws(MemberError) {
        guard let node = take(name) else { throw MemberError(.missing, at: [name]) }
        value = try read(name, node)
    }

    mutating func member<Value: JSONCoded>(
        _ name: String, _ value: inout Value?
    ) throws(MemberError) {
        value = nil
        if let node = take(name) { value = try read(name, node) as Value }
    }

    /// Sees to it that every member has been read: one that this version does not know may be the
    /// one that matters.
    func finish() throws(MemberError) {
        var names = tree.members(of: object)
        var count = 0
        while names.next() != nil { count += 1 }
        guard count > foundCount else { return }
        for (node, _) in tree.members(of: object) {
            let name = tree.string(node) ?? ""
            if !asked.contains(name) { throw MemberError(.unknown, at: [name]) }
        }
    }

    private mutating func take(_ name: String) -> JSONTree.Node? {
        asked.insert(name)
        let node = tree.member(name, of: object)
        if node != nil { foundCount += 1 }
        return node
    }

    private func read<Value: JSONCoded>(
        _ name: String, _ node: JSONTree.Node
    ) throws(MemberError) -> Value {
        do throws(MemberError) { return try Value(reading: node, in: tree) } catch {
            throw MemberError(error.problem, at: [name] + error.path)
        }
    }
}

/// What is wrong in a record's JSON, and with which member.
struct MemberError: Error, Hashable {
    /// What is wrong.
    enum Problem: Hashable {
        /// It has to be there.
        case missing
        /// No version that is known writes it.
        case unknown
        /// It has to be this.
        case expected(String)
        /// Its members do not go together.
        case flaw(String)
    }

    var problem: Problem
    /// The names of members that lead there, outermost first.
    var path: [String]

    init(_ problem: Problem, at path: [String] = []) {
        self.problem = problem
        self.path = path
    }

    /// One line for people.
    var message: String {
        let member = "member `\(path.joined(separator: "."))`"
        let subject = path.isEmpty ? "the record" : member
        switch problem {
        case .missing: return "\(member) is missing"
        case .unknown: return "unknown \(member), perhaps of a newer version"
        case .expected(let what): return "\(subject) must be \(what)"
        case .flaw(let flaw): return path.isEmpty ? flaw : "\(member): \(flaw)"
        }
    }
}

import Files
import TestSupport
import Testing

/// Checks which directories decide where a path leads.
@Suite("Path trail")
struct PathTrailTests {
    let root: TemporaryDirectory

    init() throws { root = try TemporaryDirectory() }

    /// The names that matter in directories below the test's own.
    private func names(_ trail: PathTrail) -> [String: Set<String>] {
        var names: [String: Set<String>] = [:]
        for (directory, interest) in trail.directories where directory.hasPrefix(root.path) {
            names[String(directory.dropFirst(root.path.count))] = interest.names ?? ["everything"]
        }
        return names
    }

    @Test("a plain path has one name in each directory above it")
    func plain() throws {
        try root.write("x", to: "a/b/file")
        var trail = PathTrail()
        #expect(
            trail.follow(root.path("a/./b//file"), withContents: true) == root.path("a/b/file"))
        #expect(names(trail) == ["": ["a"], "/a": ["b"], "/a/b": ["file"]])
        #expect(trail.directories["/"]?.names?.count == 1)
        #expect(trail.directories[root.path("a/b")]?.hasContents == true)
        #expect(trail.directories[root.path("a")]?.hasContents == false)
    }

    @Test("the links of a mounted ConfigMap matter, and where they lead")
    func configMap() throws {
        try root.write("x", to: "..2026_01/organization.json")
        try root.link("..data", to: "..2026_01")
        try root.link("organization.json", to: "..data/organization.json")
        var trail = PathTrail()
        #expect(
            trail.follow("organization.json", from: root.path, withContents: true)
                == root.path("..2026_01/organization.json"))
        #expect(
            names(trail) == [
                "": ["organization.json", "..data", "..2026_01"],
                "/..2026_01": ["organization.json"],
            ])
    }

    @Test("absolute links and steps upwards are followed as the system does")
    func upwards() throws {
        try root.write("x", to: "releases/2/bundle/file")
        try root.link("current", to: root.path("releases/2/../2"))
        var trail = PathTrail()
        #expect(
            trail.follow(root.path("current/bundle/file"), withContents: true)
                == root.path("releases/2/bundle/file"))
        #expect(
            names(trail) == [
                "": ["current", "releases"], "/releases": ["2"], "/releases/2": ["bundle"],
                "/releases/2/bundle": ["file"],
            ])
    }

    @Test("where something is missing the trail ends, and waits for it")
    func missing() throws {
        var trail = PathTrail()
        #expect(trail.follow(root.path("a/b"), withContents: true) == nil)
        #expect(names(trail) == ["": ["a"]])
        try root.link("a", to: "gone/x")
        #expect(trail.follow(root.path("a/b"), withContents: true) == nil)
        #expect(names(trail) == ["": ["a", "gone"]])
    }

    @Test("a circle of links ends")
    func circle() throws {
        try root.link("a", to: "b")
        try root.link("b", to: "a")
        var trail = PathTrail()
        #expect(trail.follow(root.path("a"), withContents: true) == nil)
        #expect(names(trail) == ["": ["a", "b"]])
    }

    @Test("as many links are followed as Linux follows, and no more", arguments: [40, 41])
    func linkLimit(count: Int) throws {
        try root.write("x", to: "l0")
        for number in 1...count { try root.link("l\(number)", to: "l\(number - 1)") }
        var trail = PathTrail()
        let end = trail.follow(root.path("l\(count)"), withContents: true)
        #expect(end == (count <= 40 ? root.path("l0") : nil))
    }

    @Test("a directory of which everything matters matters whole")
    func whole() throws {
        var trail = PathTrail()
        trail.include(root.path)
        trail.follow("x", from: root.path, withContents: false)
        let interest = try #require(trail.directories[root.path])
        #expect(interest == PathTrail.Interest(names: nil, hasContents: true))
        #expect(interest.concerns("y") && interest.concerns(nil))
        #expect(!PathTrail.Interest(names: ["x"]).concerns("y"))
    }
}

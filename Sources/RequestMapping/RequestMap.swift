import FlatMemory
import PolicyLanguage
import PolicyModel
import YAML

/// The table of routes, compiled: what HTTP requests mean as questions.
///
/// It never changes, and any number of threads may read it, each by a ``RequestMapper``.
package final class RequestMap: Sendable {
    /// What holds for all routes.
    package struct Settings: Sendable, Hashable {
        /// Header fields that the gateway sets itself, in lower case, so that who asks may depend
        /// on them.
        package var trustedHeaders: Set<String> = []
        /// Where claims stand in the gateway's metadata: a namespace, then names within it.
        package var claimPath: [String] = []
        /// Whether a gateway's own configuration may say what a route means.
        package var allowsExtensions = false

        /// The usual ones.
        package init() {}
    }

    /// What is wrong with a table.
    package struct Mistakes: Error, Sendable, Hashable {
        /// One at least.
        package let mistakes: [FileMistake]
    }

    /// What holds for all routes.
    package let settings: Settings

    /// The claims and header fields that templates ask for, so that nobody need gather others;
    /// everything with extensions, whose templates nobody knows before.
    package let headerNames: Set<String>
    /// The same of claims.
    package let claimNames: Set<String>

    let routes: [Route]
    let table: RouteTable
    let tree: PathTree

    /// Compiles routes, which have been checked.
    init(_ routes: [Route], _ settings: Settings) {
        self.routes = routes
        self.settings = settings
        var texts = TextPoolBuilder(hash: KeyedHash(key: 0))
        tree = PathTree(routes.map(\.path), &texts)
        table = RouteTable(routes, texts)
        var (headers, claims): (Set<String>, Set<String>) = ([], [])
        for route in routes {
            let templates =
                [route.principal, route.action, route.resource].compactMap(\.self)
                + route.context.flatMap(\.values)
            for source in templates.flatMap(\.places).map(\.source) {
                if case .header(let name) = source { headers.insert(name) }
                if case .claim(let name) = source { claims.insert(name) }
            }
        }
        headerNames = headers
        claimNames = claims
    }

    /// A table without routes, which denies everything.
    package convenience init() { self.init([], Settings()) }

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - node: The member `mapping` of a configuration.
    ///   - file: What messages call the file.
    /// - Throws: Everything that is wrong with it.
    package static func read(
        _ node: YAMLNode, file: String
    ) throws(Mistakes) -> RequestMap {
        var reader = MappingReader(file: file)
        reader.read(node)
        guard reader.mistakes.isEmpty else {
            throw Mistakes(mistakes: reader.mistakes.sortedByPosition)
        }
        return RequestMap(reader.routes, reader.settings)
    }

    /// How many routes there are.
    package var routeCount: Int { routes.count }

    /// What messages call a route.
    package func name(ofRoute number: Int) -> String { routes[number].name }

    /// Where a route stands in its file.
    package func position(ofRoute number: Int) -> SourcePosition? { routes[number].position }
}

import Identities
import QueryProtocol

/// One operation of the API.
struct Operation: Sendable {
    typealias Work = @Sendable (Request) throws(QueryError) -> APIOutcome

    let name: String
    let service: QueryService
    /// What it acts on, which the caller's policies have to name.
    let target: Target
    /// What conditions in those policies can see, besides the target's own tags.
    let keys: RequestKeys
    /// The names of its parameters.
    let parameters: Set<String>
    let perform: Work

    init(
        _ name: String, of service: QueryService = .iam, on target: Target,
        seeing keys: RequestKeys = [], taking parameters: Set<String> = [],
        perform: @escaping Work
    ) {
        self.name = name
        self.service = service
        self.target = target
        self.keys = keys
        self.parameters = parameters
        self.perform = perform
    }

    /// An operation that is a method of the request.
    init(
        _ name: String, of service: QueryService = .iam, on target: Target,
        seeing keys: RequestKeys = [], taking parameters: Set<String> = [],
        perform method: @escaping @Sendable (Request) -> () throws(QueryError) -> APIOutcome
    ) {
        self.init(name, of: service, on: target, seeing: keys, taking: parameters) {
            request throws(QueryError) in try method(request)()
        }
    }

    /// All operations by name.
    static let byName = Dictionary(
        uniqueKeysWithValues: all.map { ($0.name, $0) })

    func permissions(for request: Request) throws(QueryError) -> [Permission] {
        guard let found = try target.find(request) else { return [] }
        let context = try keys.context(of: request, found)
        var permissions = [
            Permission(action: "iam:\(name)", resource: found.arn, context: context)
        ]
        // Whoever tags something new has to be allowed to tag. Source: IAM User Guide, *Tags for
        // IAM resources*.
        if let tagging = target.tagging, keys.contains(.requestTags),
            try !request.tags().isEmpty
        {
            let tags = try RequestKeys.requestTags.context(of: request, found)
            permissions.append(Permission(action: tagging, resource: found.arn, context: tags))
        }
        return permissions
    }
}

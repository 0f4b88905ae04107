import DecisionAPI
import DecisionPoint
import Directory
import Files
import FlatMemory
import PolicyModel
import RequestMapping

/// `verdict eval --http`: what a configuration makes of an HTTP request, and what is decided then.
enum HTTPEvaluation {
    static let options = [
        CommandOption(
            "http", "'METHOD TARGET'", help: "an HTTP request, which --config makes a question of"),
        CommandOption("config", "FILE", help: "the configuration, for --http"),
        CommandOption("host", "HOST", help: "the request's host"),
        CommandOption("header", "'NAME: VALUE'", help: "a header field of it; may be repeated"),
        CommandOption("claim", "NAME=VALUE", help: "a claim; repeated for a list of values"),
        CommandOption("peer", "NAME", help: "the name in the client's certificate"),
        CommandOption("source-address", "ADDRESS", help: "the client's IP address"),
    ]

    /// The question that the request becomes.
    ///
    /// Prints which line of the configuration has matched, and why those before it have not.
    ///
    /// - Returns: `nil` if it becomes none, which denies.
    /// - Throws: What is wrong with the options; and with the configuration, after printing it.
    static func query(_ options: CommandOptions) throws(UsageError) -> Query? {
        guard let path = options.value("config") else {
            throw UsageError("--http needs a --config")
        }
        var facts = try facts(options)
        let configuration: SidecarConfiguration
        do {
            let text = try FileContents.read(path, byteCountMax: InputFile.byteCountMax)
            configuration = try SidecarConfiguration(text, file: path)
        } catch let error as RequestMap.Mistakes {
            for mistake in error.mistakes.dropLast() { StandardError.write(line: "\(mistake)") }
            throw UsageError("\(error.mistakes.last?.description ?? path)")
        } catch {
            throw UsageError("`\(path)`: \(error)")
        }
        var mapper = RequestMapper(configuration.map)
        for (route, mismatch) in mapper.considered(&facts) {
            let line = configuration.map.position(ofRoute: route)?.line ?? 0
            let name = configuration.map.name(ofRoute: route)
            print(
                "\(path):\(line): \(name): "
                    + (mismatch.map { "another \($0.rawValue)" } ?? "matches"))
        }
        var question = Question(hash: KeyedHash.drawn())
        switch mapper.map(&facts, into: &question) {
        case .mapped:
            let query = question.query
            print("  principal \(query.principal)")
            print("  action    \(query.action)")
            print("  resource  \(query.resource)")
            for (key, value) in query.context.sorted(by: { $0.key < $1.key }) {
                print("  \(key) = \(value.text)")
            }
            return query
        case .denied(let denial):
            print("  no question: \(denial.message)")
            return nil
        }
    }

    private static func facts(_ options: CommandOptions) throws(UsageError) -> RequestFacts {
        let words = (options.value("http") ?? "").split(separator: " ")
        guard words.count == 2 else {
            throw UsageError("bad value for `--http`, expected a method and a target")
        }
        var facts = RequestFacts(
            method: String(words[0]), host: options.value("host") ?? "", target: String(words[1]))
        for field in options.values("header") {
            let parts = field.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else {
                throw UsageError("bad value `\(field)` for `--header`, expected NAME: VALUE")
            }
            facts.add(.header, String(parts[0]), String(parts[1].drop { $0 == " " }))
        }
        let claims = options.values("claim").map { $0.split(separator: "=", maxSplits: 1) }
        for claim in claims {
            guard claim.count == 2 else {
                throw UsageError("bad value for `--claim`, expected NAME=VALUE")
            }
            let isElement = claims.count { $0[0] == claim[0] } > 1
            facts.add(.claim, String(claim[0]), String(claim[1]), isElement: isElement)
        }
        if let peer = options.value("peer") { facts.setPeerName(Array(peer.utf8).span) }
        if let address = options.value("source-address") {
            facts.setSourceAddress(Array(address.utf8).span)
        }
        return facts
    }
}

extension ContextValue {
    fileprivate var text: String {
        switch self {
        case .single(let value): value
        case .multiple(let values): "[\(values.joined(separator: ", "))]"
        }
    }
}

extension MappingDenial {
    /// The reason in words.
    fileprivate var message: String {
        switch self {
        case .unclear: "there is no method, or something is said twice"
        case .host: "the host can't be read, or in more than one way"
        case .path: "the path can be read in more than one way"
        case .noRoute: "no route is for this request"
        case .tooManyFacts: "there are too many header fields and claims"
        case .extensionsNotAllowed: "the configuration does not allow context extensions"
        case .badExtensions: "the context extensions can't be read"
        case .part(let part, .missing, _): "a fact for the \(part.rawValue) is missing or empty"
        case .part(let part, .several, _): "a fact for the \(part.rawValue) is there more than once"
        case .part(let part, .separator, _):
            "a value for the \(part.rawValue) holds a byte that would move its border"
        case .part(let part, .malformed, _):
            "the \(part.rawValue) is no ARN, or a value for it no UTF-8 or no IP address"
        }
    }
}

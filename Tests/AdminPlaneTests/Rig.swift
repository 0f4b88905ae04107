import AdminPlane
import ConditionValues
import Cryptography
import DecisionPoint
import Directory
import EventLoop
import FlatMemory
import HTTPMessage
import Identities
import PolicyModel
import RequestSigning
import Server
import ServiceLinkedRoles
import Store
import Synchronization

/// A store in memory that fails when it is told to.
final class FakeStore: RecordStore {
    var records: Registry
    var keys: Set<RecordKey>
    var failure: RecordStoreError?
    /// What somebody else has changed, to be found by the next `hasNews()`.
    var news: [RecordChange] = []
    /// Changes of somebody else that come just before the next commit.
    var intrusion: [RecordChange] = []
    private(set) var commitCount = 0

    init(_ records: [Record]) {
        self.records = Registry(records)
        keys = Set(records.map(\.key))
    }

    func load() throws(RecordStoreError) -> [Record] {
        news = []
        return keys.compactMap { records[$0] }
    }

    func hasNews() throws(RecordStoreError) -> Bool { !news.isEmpty }

    func commit(
        _ changes: [RecordChange], publish: () -> Bool
    ) throws(RecordStoreError) -> Bool {
        commitCount += 1
        if !intrusion.isEmpty {
            apply(intrusion)
            news = intrusion
            intrusion = []
            throw RecordStoreError(.conflict, "somebody came before")
        }
        guard publish() else { return false }
        if let failure { throw failure }
        apply(changes)
        return true
    }

    func apply(_ changes: [RecordChange]) {
        for change in changes {
            records.apply(change)
            switch change {
            case .put: keys.insert(change.key)
            case .remove: keys.remove(change.key)
            }
        }
    }
}

/// Stands for the decision API: says which turn a request has come in.
private final class Echo: HTTPHandler {
    private var turn = "none"
    func turnWillBegin() { turn = "its own" }
    func turnDidEnd() { turn = "none" }
    func respond(to request: borrowing HTTPRequest, with response: inout HTTPResponse) {
        response.setText(status: 200, "\(request.path) in turn \(turn)")
    }
}

/// An admin plane without a transport, a clock or a file.
final class Rig {
    static let account = "111122223333"
    static let root = "arn:aws:iam::\(account):root"
    static let service = "codewhisperer.amazonaws.com"
    static let role =
        "arn:aws:iam::\(account):role/aws-service-role/\(service)/AWSServiceRoleForCodeWhisperer"

    /// Tells the time, and does not pass by itself.
    final class Clock: Sendable {
        let seconds = Atomic<Int64>(1_790_000_000)
    }

    let clock = Clock()
    let store: FakeStore
    let publisher: Publisher
    let administration: Administration
    let counters = DaemonCounters()
    let drain = DrainFlag()
    private let handler: AdminHandler
    private let keys: [String: AccessKey]

    /// - Parameters:
    ///   - principals: Who has a key, besides the account's root.
    ///   - records: What the store has besides.
    init(
        principals: [String] = [], records: [Record] = [], files: Bundle? = nil,
        deletionDelay: Int64 = 0, access: AdminAccess = .open
    ) throws {
        var keys: [String: AccessKey] = [:]
        var all = records + [AccountRecord(id: Self.account).record]
        for principal in principals + [Self.root] {
            let key = AccessKey(
                randomBytes: SecureRandom.bytes(count: AccessKey.randomByteCount))
            keys[principal] = key
            all.append(
                AccessKeyRecord(
                    id: key.id.text, secret: key.secret.text, principal: principal,
                    account: principal.hasPrefix("arn:") ? Self.account : "", created: 0
                ).record)
        }
        self.keys = keys
        store = FakeStore(all)
        let registry = Registry(all)
        let clock = clock
        publisher = try Publisher(
            try BundleMerge(.builtIn).merge(files, with: registry), hash: KeyedHash(key: 1),
            readerCountMax: 1, epochSeconds: { 0 })
        administration = Administration(
            .init(
                store: store, records: registry, files: files,
                readFiles: { () throws(BundleErrors) in nil }, catalogue: .builtIn,
                publisher: publisher, deletionDelay: deletionDelay,
                epochSeconds: { clock.seconds.load(ordering: .relaxed) }),
            bell: try DeletionBell())
        handler = AdminHandler(
            administration,
            status: StatusPages(
                version: "1.2.3", publisher: publisher, counters: counters,
                configuration: Self.configuration, drain: drain, epochSeconds: { 5 }),
            decisions: Echo(), access: access)
        // What was signed in the second of the start counts as signed before it.
        tick()
    }

    private static var configuration: ConfigurationPage {
        var page = ConfigurationPage()
        page.add("options", [("listen", .list(["127.0.0.1:8180"])), ("store", .none)])
        page.add("limits", propertiesOf: ServerLimits())
        return page
    }

    /// Lets a second pass, so that the same call has another signature.
    func tick(_ seconds: Int64 = 1) { clock.seconds.wrappingAdd(seconds, ordering: .relaxed) }

    /// What an answer consists of.
    struct Answer {
        var status: Int
        var text: String
        var contentType: String?
        var challenge: String?

        /// The code of an error in XML or JSON.
        var code: String? {
            if let match = text.firstMatch(of: /<Code>(\w+)<\/Code>/) { return String(match.1) }
            return text.firstMatch(of: /"code":"(\w+)"/).map { String($0.1) }
        }
    }

    /// Calls the Query API a second later.
    func query(
        _ parameters: String, by principal: String = root, service: String = "iam",
        version: String = "2010-05-08", isNew: Bool = true
    ) -> Answer {
        if isNew { tick() }
        return send(
            .post, "/", body: "\(parameters)&Version=\(version)", by: principal, service: service)
    }

    /// Calls the JSON API a second later.
    func call(
        _ method: HTTPMethod, _ path: String, _ body: String = "", by principal: String? = root,
        token: String? = nil, peer: Peer? = nil
    ) -> Answer {
        tick()
        return send(
            method, path, body: body, by: principal, service: "verdict", token: token, peer: peer)
    }

    private func send(
        _ method: HTTPMethod, _ path: String, body: String, by principal: String?, service: String,
        token: String? = nil, peer: Peer? = nil
    ) -> Answer {
        let bytes = Array(body.utf8)
        var fields: HTTPFields = [HTTPField("host", "127.0.0.1")]
        if let principal {
            for (name, value) in signature(method, path, bytes, by: principal, service) {
                fields.append(name, value)
            }
        }
        if let token { fields.append("verdict-token", token) }
        var request = HTTPRequest(method: method, target: path, headers: fields, body: bytes)
        request.peer = peer
        var response = HTTPResponse()
        handler.respond(to: request, with: &response)
        return Answer(
            status: response.status, text: String(decoding: response.body, as: UTF8.self),
            contentType: response.headers["content-type"],
            challenge: response.headers["www-authenticate"])
    }

    /// Signs as clients do; see *Signature Version 4 signing process*.
    private func signature(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8], by principal: String,
        _ service: String
    ) -> [(String, String)] {
        let date = Timestamp(epochSeconds: clock.seconds.load(ordering: .relaxed)).basicISO8601
        let key = keys[principal]!
        let scope = "\(date.prefix(8))/eu-central-1/\(service)/aws4_request"
        // All paths here are of unreserved characters, colons and percent signs.
        let canonicalPath = path.replacing("%", with: "%25").replacing(":", with: "%3A")
        let canonical = [
            method.name, canonicalPath, "", "host:127.0.0.1", "x-amz-date:\(date)", "",
            "host;x-amz-date", SHA256.digest(of: body.span).hexadecimal,
        ].joined(separator: "\n")
        let text = [
            "AWS4-HMAC-SHA256", date, scope,
            SHA256.digest(of: Array(canonical.utf8).span).hexadecimal,
        ].joined(separator: "\n")
        var secret = Array("AWS4\(key.secret.text)".utf8)
        for part in [String(date.prefix(8)), "eu-central-1", service, "aws4_request", text] {
            secret = HMACSHA256.code(of: Array(part.utf8).span, key: secret.span).bytes
        }
        return [
            ("x-amz-date", date),
            (
                "authorization",
                "AWS4-HMAC-SHA256 Credential=\(key.id.text)/\(scope), "
                    + "SignedHeaders=host;x-amz-date, Signature=\(secret.hexadecimal)"
            ),
        ]
    }

    /// Whether what is served allows something.
    func allows(_ principal: String, _ action: String, _ resource: String = "*") -> Bool {
        var check = Evaluation(publisher.snapshot)
        return check.allows(principal, action, resource)
    }
}

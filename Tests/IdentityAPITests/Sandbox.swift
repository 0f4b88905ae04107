import HTTPMessage
import Identities
import IdentityAPI
import QueryProtocol
import ServiceLinkedRoles

/// An account in which operations can be tried, and their changes are made at once.
struct Sandbox {
    static let account = "111122223333"

    var view: IdentityView
    var caller = APICall.Caller(
        arn: "arn:aws:iam::\(account):user/admin", account: account, userID: "AIDAADMIN01234567")
    var now: Int64 = 1_790_000_000
    private var drawn = 0

    /// An account of nothing but a user, `admin`.
    init(bundle: [Record] = [], quotas: Quotas = Quotas()) {
        let admin = UserRecord(
            head: EntityHead(
                account: Self.account, name: "admin", id: "AIDAADMIN01234567",
                created: 1_700_000_000))
        view = IdentityView(
            own: Registry([admin.record]), bundle: Registry(bundle), catalogue: .builtIn,
            quotas: quotas)
    }

    /// A call as it comes off the wire.
    mutating func call(
        _ action: String, _ parameters: [String: String] = [:], version: String? = "2010-05-08"
    ) throws -> APICall {
        var pairs = parameters.map { "\($0)=\(PercentEncoding.encoded($1))" }
        if let version { pairs.append("Version=\(version)") }
        let body = Array(pairs.joined(separator: "&").utf8)
        drawn += 1
        let number = drawn
        return APICall(
            action: action, parameters: try QueryParameters(body: body.span), caller: caller,
            now: now, makeID: { $0 + String(1_000_000_000_000 + number) },
            makeUUID: {
                "00000000-0000-4000-8000-" + String(1_000_000_000_000 + number).dropFirst()
            })
    }

    /// Performs a call, makes its changes, and says what was answered.
    @discardableResult
    mutating func perform(
        _ action: String, _ parameters: [String: String] = [:], version: String = "2010-05-08"
    ) throws -> Answer {
        let call = try call(action, parameters, version: version)
        let outcome = try IdentityAPI.perform(call, in: view)
        for change in outcome.changes { view.own.apply(change) }
        let body = QueryAnswer.success(
            action, of: try IdentityAPI.service(of: call), requestID: "id", result: outcome.result)
        return Answer(body: body, changes: outcome.changes)
    }

    /// The error that a call comes to; `nil` if it succeeds.
    mutating func failure(
        _ action: String, _ parameters: [String: String] = [:], version: String? = "2010-05-08"
    ) throws -> QueryError? {
        let call = try call(action, parameters, version: version)
        do {
            _ = try IdentityAPI.perform(call, in: view)
            return nil
        } catch { return error }
    }

    /// What the caller must be allowed for a call.
    mutating func permissions(
        _ action: String, _ parameters: [String: String] = [:], version: String = "2010-05-08"
    ) throws -> [Permission] {
        try IdentityAPI.permissions(for: try call(action, parameters, version: version), in: view)
    }
}

extension Sandbox {
    /// What came of a call.
    struct Answer {
        var body: [UInt8]
        var changes: [RecordChange]

        /// The text of the element that a path leads to, such as `Role.RoleName`, below the
        /// result; `nil` if there is none.
        func text(_ path: String) throws -> String? { try result().find(path)?.text }

        /// The texts of all elements that a path leads to.
        func texts(_ path: String) throws -> [String] { try result().findAll(path).map(\.text) }

        private func result() throws -> XMLTree {
            let root = try XMLTree(parsing: body)
            return root.children.first { $0.name.hasSuffix("Result") } ?? root
        }
    }
}

/// Documents that tests hand in.
enum Sample {
    static let trust = """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", \
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}}
        """
    static let policy = """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", \
        "Resource": "arn:aws:s3:::bucket/*"}]}
        """
    static let service = "codewhisperer.amazonaws.com"
    static let linkedRole = "AWSServiceRoleForCodeWhisperer"
    static let linkedPolicy =
        "arn:aws:iam::aws:policy/aws-service-role/AWSServiceRoleForCodeWhispererPolicy"

    /// A policy of AWS that the account knows.
    static func awsPolicy(_ name: String = "ReadOnlyAccess") -> ManagedPolicyRecord {
        ManagedPolicyRecord(
            head: EntityHead(account: "aws", name: name, id: "ANPA" + name, created: 0),
            account: Sandbox.account,
            versions: [.init(number: 1, document: policy, created: 0)], defaultVersion: 1,
            nextVersion: 2, updated: 0)
    }

    /// A valid document of a size, in characters without space.
    static func policy(ofSize size: Int) -> String {
        let start =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","#
        let end = #""}]}"#
        let middle = #""Resource":"arn:aws:s3:::"#
        let padding = size - start.count - middle.count - end.count
        return start + "\n    " + middle + String(repeating: "x", count: padding) + end
    }

    /// A valid trust policy of a size.
    static func trust(ofSize size: Int) -> String {
        let start =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","#
            + #""Principal":{"AWS":"111122223333"},"Condition":{"StringEquals":"#
            + #"{"sts:ExternalId":""#
        let end = #""}}}]}"#
        return start + String(repeating: "x", count: size - start.count - end.count) + end
    }
}

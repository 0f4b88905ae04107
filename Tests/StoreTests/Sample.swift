import Directory
import Identities
import PolicyModel
import Store

/// Small records and bundles.
enum Sample {
    static let account = "111122223333"
    static let trust =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","#
        + #""Principal":{"Service":"lex.amazonaws.com"}}]}"#
    static let service = "lex.amazonaws.com"
    static let linkedPolicy = "arn:aws:iam::aws:policy/aws-service-role/Lex"
    static let linkedDocument = PolicyDocument(statements: [
        Statement(effect: .allow, action: Clause(["lex:*"]), resource: Clause(["*"]))
    ])

    static let merge = BundleMerge { $0 == linkedPolicy ? linkedDocument : nil }

    static func head(_ name: String, path: String = "/", account: String = account) -> EntityHead {
        EntityHead(account: account, path: path, name: name, id: "", created: 0)
    }

    static func role(
        _ name: String, path: String = "/", trust: String = trust, policies: [String] = [],
        account: String = account
    ) -> RoleRecord {
        RoleRecord(
            head: head(name, path: path, account: account),
            policies: PolicyAttachments(managed: policies), trustPolicy: trust)
    }

    static func linkedRole(_ name: String) -> RoleRecord {
        role(name, path: "/aws-service-role/\(service)/", policies: [linkedPolicy])
    }

    static func user(
        _ name: String, groups: [String] = [], policies: [String] = [], boundary: String? = nil
    ) -> UserRecord {
        UserRecord(
            head: head(name), policies: PolicyAttachments(managed: policies, boundary: boundary),
            groups: groups)
    }

    static func group(_ name: String, policies: [String] = []) -> GroupRecord {
        GroupRecord(head: head(name), policies: PolicyAttachments(managed: policies))
    }

    static func policy(_ name: String, path: String = "/", action: String = "s3:GetObject")
        -> ManagedPolicyRecord
    {
        let document =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#
            + #""Action":"\#(action)","Resource":"*"}]}"#
        return ManagedPolicyRecord(
            head: head(name, path: path), account: account,
            versions: [.init(number: 1, document: document, created: 0)], defaultVersion: 1,
            nextVersion: 2, updated: 0)
    }

    /// The bundle that the loader makes of one account's details.
    static func bundle(_ details: String, id: String = account) throws -> Bundle {
        try BundleLoader().load(
            BundleFiles(accounts: [
                .init(id: id, details: BundleFile(name: "d.json", bytes: Array(details.utf8)))
            ]))
    }
}

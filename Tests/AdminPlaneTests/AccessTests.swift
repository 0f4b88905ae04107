import Directory
import HTTPMessage
import Identities
import PolicyModel
import Testing

@Suite("Access to the admin plane")
struct AccessTests {
    static let ada = "arn:aws:iam::\(Rig.account):user/ada"

    static func user(
        _ statement: String, boundary: String? = nil
    ) -> Record {
        UserRecord(
            head: EntityHead(account: Rig.account, name: "ada", id: "AIDA1", created: 0),
            policies: PolicyAttachments(
                inline: [
                    .init(
                        name: "p",
                        document: #"{"Version":"2012-10-17","Statement":[\#(statement)]}"#)
                ], boundary: boundary)
        ).record
    }

    static let anything = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
    static let denied = "arn:aws:iam::\(Rig.account):role/r"

    @Test("a denial says what is missing, in IAM's words")
    func messages() throws {
        let policy = ManagedPolicyRecord(
            head: EntityHead(account: Rig.account, name: "b", id: "ANPA1", created: 0),
            account: Rig.account,
            versions: [
                .init(
                    number: 1,
                    document:
                        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#,
                    created: 0)
            ], defaultVersion: 1, nextVersion: 2, updated: 0)
        let deny = #"{"Effect":"Deny","Action":"iam:GetRole","Resource":"*"}"#
        let reads = #"{"Effect":"Allow","Action":"iam:List*","Resource":"*"}"#
        let start =
            "User: \(Self.ada) is not authorized to perform: iam:GetRole on resource: \(Self.denied)"
        for (records, reason) in [
            (
                [Self.user(reads)],
                " because no identity-based policy allows the iam:GetRole action"
            ),
            (
                [Self.user(Self.anything + "," + deny)],
                " with an explicit deny in an identity-based policy"
            ),
            (
                [Self.user(Self.anything, boundary: policy.arn), policy.record],
                " because no permissions boundary allows the iam:GetRole action"
            ),
        ] {
            let rig = try Rig(principals: [Self.ada], records: records)
            let answer = rig.query("Action=GetRole&RoleName=r", by: Self.ada)
            #expect(answer.status == 403)
            #expect(answer.code == "AccessDenied")
            #expect(answer.text.contains("<Message>\(start)\(reason)</Message>"), "\(answer.text)")
        }
    }

    @Test("who may not look can't tell what is there from what isn't")
    func absence() throws {
        let rig = try Rig(
            principals: [Self.ada],
            records: [
                Self.user(
                    #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#)
            ])
        #expect(
            rig.query("Action=CreateRole&RoleName=r&AssumeRolePolicyDocument=x", by: Self.ada).code
                == "AccessDenied")
        #expect(rig.query("Action=GetUser&UserName=ada", by: Self.ada).code == "AccessDenied")
        #expect(rig.query("Action=GetUser&UserName=bob", by: Self.ada).code == "AccessDenied")
    }

    @Test("the service of the signature has to be that of the call")
    func scopes() throws {
        let rig = try Rig()
        #expect(rig.query("Action=ListRoles", service: "sts").code == "SignatureDoesNotMatch")
        #expect(
            rig.query(
                "Action=GetCallerIdentity", service: "sts", version: "2011-06-15"
            ).status == 200)
        #expect(
            rig.query("Action=GetCallerIdentity", version: "2011-06-15").code
                == "SignatureDoesNotMatch")
        #expect(rig.query("Action=ListRoles", service: "verdict").code == "SignatureDoesNotMatch")
    }

    @Test("everybody who has a key learns who they are, though a policy denies it")
    func callerIdentity() throws {
        let rig = try Rig(
            principals: [Self.ada],
            records: [Self.user(#"{"Effect":"Deny","Action":"*","Resource":"*"}"#)])
        let answer = rig.query(
            "Action=GetCallerIdentity", by: Self.ada, service: "sts", version: "2011-06-15")
        #expect(answer.status == 200)
        #expect(answer.text.contains("<Arn>\(Self.ada)</Arn>"))
        #expect(answer.text.contains("<UserId>AIDA1</UserId>"))
    }

    @Test("without a store nobody has a key")
    func unsigned() throws {
        let rig = try Rig()
        #expect(rig.call(.get, "/v1/services", by: nil).code == "MissingAuthenticationToken")
        #expect(rig.call(.get, "/v1/services").status == 200)
    }
}

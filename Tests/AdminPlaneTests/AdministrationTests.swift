import Directory
import Identities
import PolicyModel
import Testing

@Suite("Administration")
struct AdministrationTests {
    static let service = Rig.service
    static let setUp = "/v1/services/\(Rig.service)/accounts/\(Rig.account)"
    static let create = "Action=CreateServiceLinkedRole&AWSServiceName=\(Rig.service)"
    static let allow =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"}]}"#

    @Test("what has been answered is served and kept")
    func create() throws {
        let rig = try Rig()
        #expect(!rig.allows(Rig.service, "sts:AssumeRole", Rig.role))
        #expect(rig.query(Self.create).status == 200)
        #expect(rig.allows(Rig.service, "sts:AssumeRole", Rig.role))
        #expect(rig.store.records.all(RoleRecord.self).map(\.arn) == [Rig.role])
    }

    @Test("what the store does not keep is not served")
    func storeFails() throws {
        let rig = try Rig()
        for (kind, status, code) in [
            (.full, 503, "ServiceUnavailable"), (.broken, 500, "ServiceFailure"),
            (.busy, 503, "ServiceUnavailable"),
        ] as [(RecordStoreError.Kind, Int, String)] {
            rig.store.failure = RecordStoreError(kind, "told to fail")
            let answer = rig.query(Self.create)
            #expect(answer.status == status)
            #expect(answer.code == code)
            #expect(!rig.allows(Rig.service, "sts:AssumeRole", Rig.role))
        }
        rig.store.failure = nil
        #expect(rig.query(Self.create).status == 200)
    }

    @Test("a call that others come before is looked at anew")
    func conflict() throws {
        let rig = try Rig()
        // Somebody else makes a user of the same name meanwhile.
        rig.store.intrusion = [
            UserRecord(
                head: EntityHead(
                    account: Rig.account, name: "Ada", id: "AIDA1", created: 0)
            ).put
        ]
        let answer = rig.query("Action=CreateUser&UserName=ada")
        #expect(answer.code == "EntityAlreadyExists")
        #expect(rig.store.commitCount == 1)
        #expect(rig.query("Action=CreateUser&UserName=bob").status == 200)
    }

    @Test("what another process has changed counts with the next call")
    func news() throws {
        let rig = try Rig()
        let role = RoleRecord(
            head: EntityHead(account: Rig.account, name: "r", id: "AROA1", created: 0),
            policies: PolicyAttachments(inline: [.init(name: "p", document: Self.allow)]),
            trustPolicy: #"""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
                 "Principal":{"AWS":"111122223333"}}]}
                """#)
        rig.store.apply([role.put])
        rig.store.news = [role.put]
        #expect(!rig.allows(role.arn, "iam:GetUser"))
        #expect(rig.query("Action=GetRole&RoleName=r").status == 200)
        #expect(rig.allows(role.arn, "iam:GetUser"))
    }

    @Test("a principal's keys go with it, so that its successor does not inherit them")
    func keys() throws {
        let ada = "arn:aws:iam::\(Rig.account):user/ada"
        let rig = try Rig(principals: [ada])
        #expect(rig.query("Action=GetUser", by: ada).code == "InvalidClientTokenId")
        #expect(rig.query("Action=CreateUser&UserName=ada").status == 200)
        #expect(rig.query("Action=GetUser", by: ada).code == "AccessDenied")
        #expect(rig.query("Action=DeleteUser&UserName=ada").status == 200)
        #expect(rig.query("Action=CreateUser&UserName=ada").status == 200)
        #expect(rig.query("Action=GetUser", by: ada).code == "InvalidClientTokenId")
    }

    @Test("a signature is good for one change, and for any number of looks")
    func replay() throws {
        let rig = try Rig()
        #expect(rig.query("Action=CreateUser&UserName=ada").status == 200)
        #expect(rig.query("Action=DeleteUser&UserName=ada").status == 200)
        // The same second again: clients sign anew by themselves when they are told so.
        #expect(rig.query("Action=CreateUser&UserName=bob", isNew: false).status == 200)
        #expect(rig.query("Action=DeleteUser&UserName=bob", isNew: false).status == 200)
        let again = rig.query("Action=CreateUser&UserName=bob", isNew: false)
        #expect(again.code == "Throttling")
        #expect(rig.store.records.all(UserRecord.self).isEmpty)
        for _ in 0..<3 { #expect(rig.query("Action=ListUsers", isNew: false).status == 200) }
    }

    @Test("a deletion is carried on step by step, and only after its delay")
    func deletion() throws {
        let rig = try Rig(deletionDelay: 10)
        #expect(rig.query(Self.create).status == 200)
        let role = "RoleName=AWSServiceRoleForCodeWhisperer"
        let task = rig.query("Action=DeleteServiceLinkedRole&\(role)")
        #expect(task.status == 200)
        let second = rig.query("Action=DeleteServiceLinkedRole&\(role)")
        let id = /<DeletionTaskId>(.*)<\/DeletionTaskId>/
        #expect(task.text.firstMatch(of: id)?.1 == second.text.firstMatch(of: id)?.1)
        #expect(try rig.administration.stepDeletions())
        #expect(rig.allows(Rig.service, "sts:AssumeRole", Rig.role))
        rig.tick(10)
        while try rig.administration.stepDeletions() {}
        #expect(!rig.allows(Rig.service, "sts:AssumeRole", Rig.role))
        #expect(rig.store.records.all(RoleRecord.self).isEmpty)
    }

    @Test("what a bundle has stays as it is, and a changed bundle keeps the store's entities")
    func bundle() throws {
        let trust = NamedPolicy(name: "t", document: PolicyDocument(statements: []))
        func files(_ names: String...) -> Bundle {
            Bundle(accounts: [
                Account(
                    id: Rig.account,
                    principals: names.map {
                        Principal(
                            .role(trustPolicy: trust),
                            arn: "arn:aws:iam::\(Rig.account):role/\($0)",
                            path: "/", name: $0, uniqueID: nil)
                    })
            ])
        }
        let rig = try Rig(files: files("a"))
        #expect(rig.query(Self.create).status == 200)
        _ = try rig.administration.publish(files: files("a", "b"))
        #expect(rig.allows(Rig.service, "sts:AssumeRole", Rig.role))
        let accounts = rig.publisher.snapshot.bundle.accounts
        #expect(accounts[Rig.account]?.role(named: "b") != nil)
        #expect(throws: (any Error).self) {
            try rig.administration.publish(files: files("AWSServiceRoleForCodeWhisperer"))
        }
        #expect(rig.allows(Rig.service, "sts:AssumeRole", Rig.role))
    }
}

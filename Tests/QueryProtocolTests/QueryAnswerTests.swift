import QueryProtocol
import Testing

@Suite("Query answers")
struct QueryAnswerTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test("wrap a result")
    func success() {
        let answer = QueryAnswer.success(
            "CreateServiceLinkedRole", of: .iam, requestID: "id-1"
        ) { result in
            result.element("Role") { $0.element("RoleName", "a<b") }
        }
        #expect(
            text(answer)
                == "<CreateServiceLinkedRoleResponse"
                + " xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">"
                + "<CreateServiceLinkedRoleResult><Role><RoleName>a&lt;b</RoleName></Role>"
                + "</CreateServiceLinkedRoleResult>"
                + "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>"
                + "</CreateServiceLinkedRoleResponse>")
    }

    @Test("have no result where the action has none")
    func withoutResult() {
        #expect(
            text(QueryAnswer.success("DeleteRole", of: .iam, requestID: "id-1"))
                == "<DeleteRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">"
                + "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>"
                + "</DeleteRoleResponse>")
    }

    @Test("name the namespace of their service")
    func services() {
        #expect(QueryService.iam.version == "2010-05-08")
        #expect(QueryService.sts.version == "2011-06-15")
        let answer = QueryAnswer.success("GetCallerIdentity", of: .sts, requestID: "1") {
            $0.element("Account", "111122223333")
        }
        #expect(
            text(answer).hasPrefix(
                "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"))
    }

    @Test("wrap an error, and say whose fault it is")
    func failure() {
        let error = QueryError(
            status: 404, code: "NoSuchEntity", message: "no role `<a>&\"\u{0}`")
        #expect(
            text(QueryAnswer.failure(error, of: .iam, requestID: "id-1"))
                == "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">"
                + "<Error><Type>Sender</Type><Code>NoSuchEntity</Code>"
                + "<Message>no role `&lt;a&gt;&amp;&quot;\u{FFFD}`</Message></Error>"
                + "<RequestId>id-1</RequestId></ErrorResponse>")
        #expect(error.type == "Sender")
        let failure = QueryError(status: 500, code: "ServiceFailure", message: "")
        #expect(failure.type == "Receiver")
        #expect(QueryError(status: 499, code: "X", message: "").type == "Sender")
    }
}

import Identities
import QueryProtocol
import ServiceLinkedRoles

/// Which service-linked role a call is about, for the policies of whoever calls.
extension Request {
    /// The ARN that a new role will have. For a service that isn't known, all but the service's
    /// own part of the name is: whoever may create roles of it is told that there are none.
    func newLinkedRoleARN() throws(QueryError) -> String {
        let service = try text("AWSServiceName", .serviceName)
        let suffix = try optionalText("CustomSuffix", .suffix).map { "_" + $0 } ?? ""
        let name =
            view.catalogue.definition(service: service)?.roleName ?? "AWSServiceRoleFor"
        return "arn:aws:iam::\(account):role/aws-service-role/\(service)/\(name)\(suffix)"
    }

    /// The ARN of the role that a deletion task is about, as its id has it.
    func deletionTaskRoleARN() throws(QueryError) -> String {
        let id = try text("DeletionTaskId", .taskID)
        let parts = id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0] == "task", parts[1] == "aws-service-role",
            ParameterRule.serviceName.violation(by: parts[2]) == nil,
            ParameterRule.roleName.violation(by: parts[3]) == nil
        else { throw .invalidInput("DeletionTaskId \(id) is not valid.") }
        return "arn:aws:iam::\(account):role/aws-service-role/\(parts[2])/\(parts[3])"
    }
}

import QueryProtocol

/// What STS says about whoever calls.
extension Request {
    /// Needs no permission, and can't be denied. Source: AWS STS API reference.
    func getCallerIdentity() -> APIOutcome {
        let caller = call.caller
        return .answer {
            $0.element("Arn", caller.arn)
            $0.element("UserId", caller.userID)
            $0.element("Account", caller.account)
        }
    }
}

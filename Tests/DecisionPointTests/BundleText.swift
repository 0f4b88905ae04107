/// Files of bundles, as small as they may be.
enum BundleText {
    static let account = "111122223333"

    /// The details of an account with some roles.
    static func details(_ roles: String..., account: String = account, action: String = "s3:*")
        -> String
    {
        let list = roles.map { name in
            """
            {"Arn": "arn:aws:iam::\(account):role/\(name)", "RoleName": "\(name)",
             "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
             "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17",
              "Statement": [{"Effect": "Allow", "Action": "\(action)", "Resource": "*"}]}}]}
            """
        }
        return "{\"RoleDetailList\": [\n\(list.joined(separator: ",\n"))\n]}\n"
            .replacing("\"Statement\": []", with: Self.trust)
    }

    private static let trust = """
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, \
        "Action": "sts:AssumeRole"}]
        """

    /// Where an account's details are in a bundle.
    static func file(_ account: String = account) -> String {
        "accounts/\(account)/authorization-details.json"
    }
}

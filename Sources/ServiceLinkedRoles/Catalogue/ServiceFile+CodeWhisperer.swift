/// The service-linked role of Amazon CodeWhisperer.
///
/// Source: CodeWhisperer User Guide, *Using service-linked roles for CodeWhisperer*.
extension ServiceFile {
    /// What the service's own file would say.
    static let codeWhisperer = ServiceFile(
        name: "codewhisperer.json (built in)",
        bytes: Array(
            #"""
            {
              "Service": "codewhisperer.amazonaws.com",
              "RoleName": "AWSServiceRoleForCodeWhisperer",
              "AllowsSuffix": false,
              "Description": "Lets CodeWhisperer read what it bills, use security scans and emit metrics",
              "TrustPolicy": {
                "Version": "2012-10-17",
                "Statement": [
                  {
                    "Effect": "Allow",
                    "Principal": {"Service": "codewhisperer.amazonaws.com"},
                    "Action": "sts:AssumeRole"
                  }
                ]
              },
              "PermissionsPolicy": {
                "PolicyName": "AWSServiceRoleForCodeWhispererPolicy",
                "Document": {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Sid": "Metrics",
                      "Effect": "Allow",
                      "Action": "cloudwatch:PutMetricData",
                      "Resource": "*",
                      "Condition": {"StringEquals": {"cloudwatch:namespace": "AWS/CodeWhisperer"}}
                    },
                    {
                      "Sid": "Uploads",
                      "Effect": "Allow",
                      "Action": "codeguru-security:CreateUploadUrl",
                      "Resource": "*"
                    },
                    {
                      "Sid": "Scans",
                      "Effect": "Allow",
                      "Action": [
                        "codeguru-security:CreateScan",
                        "codeguru-security:GetScan",
                        "codeguru-security:ListFindings"
                      ],
                      "Resource": "arn:aws:codeguru-security:*:*:scans/CodeWhisperer-*"
                    },
                    {
                      "Sid": "Users",
                      "Effect": "Allow",
                      "Action": [
                        "sso:ListProfiles",
                        "sso:ListProfileAssociations",
                        "sso-directory:ListMembersInGroup",
                        "sso:ListDirectoryAssociations",
                        "sso:DescribeRegisteredRegions",
                        "sso:GetProfile",
                        "sso:DescribeApplication"
                      ],
                      "Resource": "*"
                    }
                  ]
                }
              },
              "EditableAttributes": ["Description"],
              "Regions": [
                {"Name": "US East (N. Virginia)", "Id": "us-east-1", "Supported": true},
                {"Name": "US East (Ohio)", "Id": "us-east-2", "Supported": false},
                {"Name": "US West (N. California)", "Id": "us-west-1", "Supported": false},
                {"Name": "US West (Oregon)", "Id": "us-west-2", "Supported": false},
                {"Name": "Africa (Cape Town)", "Id": "af-south-1", "Supported": false},
                {"Name": "Asia Pacific (Hong Kong)", "Id": "ap-east-1", "Supported": false},
                {"Name": "Asia Pacific (Jakarta)", "Id": "ap-southeast-3", "Supported": false},
                {"Name": "Asia Pacific (Mumbai)", "Id": "ap-south-1", "Supported": false},
                {"Name": "Asia Pacific (Osaka)", "Id": "ap-northeast-3", "Supported": false},
                {"Name": "Asia Pacific (Seoul)", "Id": "ap-northeast-2", "Supported": false},
                {"Name": "Asia Pacific (Singapore)", "Id": "ap-southeast-1", "Supported": false},
                {"Name": "Asia Pacific (Sydney)", "Id": "ap-southeast-2", "Supported": false},
                {"Name": "Asia Pacific (Tokyo)", "Id": "ap-northeast-1", "Supported": false},
                {"Name": "Canada (Central)", "Id": "ca-central-1", "Supported": false},
                {"Name": "Europe (Frankfurt)", "Id": "eu-central-1", "Supported": false},
                {"Name": "Europe (Ireland)", "Id": "eu-west-1", "Supported": false},
                {"Name": "Europe (London)", "Id": "eu-west-2", "Supported": false},
                {"Name": "Europe (Milan)", "Id": "eu-south-1", "Supported": false},
                {"Name": "Europe (Paris)", "Id": "eu-west-3", "Supported": false},
                {"Name": "Europe (Stockholm)", "Id": "eu-north-1", "Supported": false},
                {"Name": "Middle East (Bahrain)", "Id": "me-south-1", "Supported": false},
                {"Name": "Middle East (UAE)", "Id": "me-central-1", "Supported": false},
                {"Name": "South America (São Paulo)", "Id": "sa-east-1", "Supported": false},
                {"Name": "AWS GovCloud (US-East)", "Id": "us-gov-east-1", "Supported": false},
                {"Name": "AWS GovCloud (US-West)", "Id": "us-gov-west-1", "Supported": false}
              ]
            }
            """#.utf8))
}

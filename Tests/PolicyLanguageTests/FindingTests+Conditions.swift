import PolicyLanguage

/// Principals, conditions and variables.
extension FindingTests {
    private static let user = "arn:aws:iam::111122223333:user"

    static let principalCases: [FindingCase] = [
        FindingCase(
            .error, .unsupportedPrincipal, .principal(#""Principal":"*""#),
            not: .action(#""a:b""#)),
        FindingCase(
            .error, .unsupportedPrincipal, .boundary, .principal(#""NotPrincipal":"*""#),
            not: .action(#""a:b""#)),
        FindingCase(
            .error, .unsupportedPrincipal, .session, .principal(#""Principal":"*""#),
            not: .action(#""a:b""#)),
        FindingCase(
            .error, .unsupportedPrincipal, .endpoint,
            .principal(#""Principal":{"AWS":"111122223333"}"#),
            not: .principal(#""Principal":{"AWS":"*"}"#)),
        FindingCase(
            .error, .invalidPrincipalKey, nil, .principal(#""Principal":{"aws":"*"}"#),
            not: .principal(#""Principal":{"AWS":"*"}"#)),
        FindingCase(
            .error, .invalidPrincipalFormat, nil, .principal(#""Principal":"\#(user)/a""#),
            not: .principal(#""Principal":{"AWS":"\#(user)/a"}"#)),
        FindingCase(
            .error, .invalidPrincipalFormat, .resource,
            .principal(#""Principal":{"AWS":["\#(user)","1","alice","arn:aws:s3:::b"]}"#),
            not: .principal(
                #""Principal":{"AWS":["111122223333","\#(user)/a/b","AIDAEXAMPLEEXAMPLE22","#
                    + #""arn:aws:iam::111122223333:root","#
                    + #""arn:aws:sts::111122223333:assumed-role/r/s","#
                    + #""arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E"]}"#)),
        FindingCase(
            .error, .invalidPrincipalFormat, .resource,
            .principal(#""Principal":{"CanonicalUser":"12"}"#),
            not: .principal(
                #""Principal":{"CanonicalUser":"\#(String(repeating: "0a", count: 32))"}"#)),
        FindingCase(
            .error, .invalidServicePrincipalFormat, .trust,
            .trust(#""Principal":{"Service":"ec2"}"#),
            not: .trust(#""Principal":{"Service":"ec2.amazonaws.com"}"#)),
        FindingCase(
            .error, .unsupportedWildcardInPrincipal, .resource,
            .principal(#""Principal":{"AWS":"\#(user)/*"}"#),
            not: .principal(#""Principal":{"AWS":"*"}"#)),
        FindingCase(
            .error, .roleTrustPolicyUnsupportedWildcardInPrincipal, .trust,
            .trust(#""Principal":{"AWS":"\#(user)/*"}"#),
            not: .trust(#""Principal":{"AWS":"*"}"#)),
        FindingCase(
            .error, .roleTrustPolicySyntaxErrorNotPrincipal, .trust,
            .trust(#""NotPrincipal":{"AWS":"*"}"#), not: .trust(#""Principal":{"AWS":"*"}"#)),
        FindingCase(
            .error, .roleTrustPolicySyntaxErrorResource, .trust,
            .trust(#""NotResource":"*""#), not: .trust(#""Principal":{"AWS":"*"}"#)),
        FindingCase(
            .error, .mismatchedActionForPrincipal, .trust,
            .trust(#""Principal":{"Federated":"accounts.google.com"}"#),
            not: .trust(
                #""Principal":{"Federated":"accounts.google.com"}"#,
                action: #""sts:AssumeRoleWithWebIdentity""#)),
        FindingCase(
            .error, .mismatchedActionForPrincipal, .trust,
            .trust(
                #""Principal":{"Service":"ec2.amazonaws.com"}"#,
                action: #""sts:AssumeRoleWithSAML""#),
            not: .trust(
                #""Principal":{"Service":"ec2.amazonaws.com"}"#,
                action: #"["sts:AssumeRole","sts:TagSession"]"#)),
    ]

    static let conditionCases: [FindingCase] = [
        FindingCase(
            .error, .invalidConditionOperator, nil, .condition(#"{"StringIs":{"a:b":"c"}}"#),
            not: .condition(#"{"ForAnyValue:StringLikeIfExists":{"a:b":"c"}}"#)),
        FindingCase(
            .error, .invalidConditionOperator, nil,
            .condition(#"{"ForSomeValue:StringEquals":{"a:b":"c"}}"#), not: .condition("{}")),
        FindingCase(
            .warning, .invalidConditionOperator, .condition(#"{"x":{}}"#), not: .condition("{}")),
        FindingCase(
            .warning, .invalidConditionOperator, .condition(#"{"stringlike":{"a:b":"c"}}"#),
            not: .condition(#"{"StringLike":{"a:b":"c"}}"#)),
        FindingCase(
            .error, .nullWithIfExists, nil, .condition(#"{"NullIfExists":{"a:b":"true"}}"#),
            not: .condition(#"{"Null":{"a:b":"true"}}"#)),
        FindingCase(
            .suggestion, .nullWithQualifier,
            .condition(#"{"ForAnyValue:Null":{"a:b":"true"}}"#),
            not: .condition(#"{"Null":{"a:b":"true"}}"#)),
        FindingCase(
            .warning, .invalidConditionKeyFormat, .condition(#"{"Bool":{"b":"true"}}"#),
            not: .condition(#"{"Bool":{"a:b":"true"}}"#)),
        FindingCase(
            .warning, .invalidGlobalConditionKey, .condition(#"{"Bool":{"aws:Secure":"true"}}"#),
            not: .condition(#"{"Bool":{"AWS:SecureTransport":"true"}}"#)),
        FindingCase(
            .error, .missingTagKeyInCondition,
            .condition(#"{"StringEquals":{"aws:PrincipalTag/":"x"}}"#),
            not: .condition(#"{"StringEquals":{"aws:PrincipalTag/team/a:b":"x"}}"#)),
        FindingCase(
            .error, .duplicateKeysWithDifferentCase,
            .condition(#"{"StringEquals":{"a:b":"x","A:B":"y"}}"#),
            not: .condition(#"{"StringEquals":{"a:b":"x"},"StringLike":{"A:B":"y"}}"#)),
        FindingCase(
            .error, .invalidConditionMultipleBoolean,
            .condition(#"{"Bool":{"a:b":["true","false"]}}"#),
            not: .condition(#"{"Bool":{"a:b":["true","True"]}}"#)),
        FindingCase(
            .error, .invalidDateValue, .condition(#"{"DateLessThan":{"a:b":"soon"}}"#),
            not: .condition(#"{"DateLessThan":{"a:b":"2026-01-31T10:00:00Z"}}"#)),
        FindingCase(
            .error, .typeMismatch, .condition(#"{"ArnLike":{"a:b":"arn:aws:s3"}}"#),
            not: .condition(#"{"ArnLike":{"a:b":["arn:aws:s3:::b","*:*:*:*:*:*"]}}"#)),
        FindingCase(
            .error, .typeMismatch, .condition(#"{"BinaryEquals":{"a:b":"a"}}"#),
            not: .condition(#"{"BinaryEquals":{"a:b":"QmluYXJ5Kw=="}}"#)),
        FindingCase(
            .error, .typeMismatchBoolean, .condition(#"{"Bool":{"a:b":"yes"}}"#),
            not: .condition(#"{"Bool":{"a:b":"TRUE"},"Null":{"a:b":false}}"#)),
        FindingCase(
            .error, .typeMismatchNumber,
            .condition(#"{"NumericEquals":{"a:b":["1e3","a",".5","1.",""]}}"#),
            not: .condition(#"{"NumericEquals":{"a:b":["-1","+1.50",7]}}"#)),
        FindingCase(
            .error, .typeMismatchIPRange,
            .condition(
                #"{"IpAddress":{"a:b":["10.0.0.0/33","10.0.0","::1/129","::g","1::2::3"]}}"#),
            not: .condition(#"{"IpAddress":{"a:b":["10.0.0.0/8","::/0","2001:db8::5"]}}"#)),
        FindingCase(
            .suggestion, .improveIPRange, .condition(#"{"IpAddress":{"a:b":"10.0.0.1/8"}}"#),
            not: .condition(#"{"IpAddress":{"a:b":["10.0.0.0/8","10.0.0.1","10.0.0.1/32"]}}"#)),
        FindingCase(
            .warning, .wildcardWithoutLikeOperator, .condition(#"{"StringEquals":{"a:b":"x*"}}"#),
            not: .condition(#"{"StringLike":{"a:b":"x*"},"StringEquals":{"a:b":"${*}"}}"#)),
        FindingCase(
            .securityWarning, .forAllValuesWithSingleValuedKey,
            .condition(#"{"ForAllValues:StringEquals":{"aws:username":"x"}}"#),
            not: .condition(#"{"ForAllValues:StringEquals":{"aws:TagKeys":"x"}}"#)),
        FindingCase(
            .securityWarning, .forAllValuesWithSingleValuedKey,
            .condition(#"{"ForAllValues:StringEquals":{"aws:ResourceTag/t":"x"}}"#),
            not: .condition(
                #"{"ForAllValues:StringEquals":{"aws:ResourceTag/t":"x"}}"#, effect: "Deny")),
        FindingCase(
            .error, .missingQualifier, .condition(#"{"StringEquals":{"aws:TagKeys":"x"}}"#),
            not: .condition(#"{"ForAnyValue:StringEquals":{"aws:TagKeys":"x"}}"#)),
    ]

    static let variableCases: [FindingCase] = [
        FindingCase(
            .error, .missingBraceInVariable, .resource(#""arn:aws:s3:::b/${aws:username""#),
            not: .resource(#""arn:aws:s3:::b/${aws:username}""#)),
        FindingCase(
            .error, .missingQuoteInVariable, .resource(#""arn:aws:s3:::b/${aws:username, x}""#),
            not: .resource(#""arn:aws:s3:::b/${aws:username, 'x'}""#)),
        FindingCase(
            .error, .emptyVariable, .resource(#""arn:aws:s3:::b/${}""#),
            not: .resource(#""arn:aws:s3:::b/${*}""#)),
        FindingCase(
            .error, .unsupportedSpaceInVariable, .condition(#"{"StringLike":{"a:b":"${ a:b }"}}"#),
            not: .condition(#"{"StringLike":{"a:b":"${a:b,  'x y'}"}}"#)),
        FindingCase(
            .error, .invalidVariableForOperator, .condition(#"{"IpAddress":{"a:b":"${a:b}"}}"#),
            not: .condition(#"{"Bool":{"a:b":"${a:b}"}}"#)),
        FindingCase(
            .error, .variableUnsupportedInElement, nil, .action(#""s3:${a:b}""#),
            not: .resource(#""arn:aws:s3:::${a:b}""#)),
        FindingCase(
            .error, .variableUnsupportedInElement, .resource,
            .principal(#""Principal":{"AWS":"${a:b}"}"#),
            not: .principal(#""Principal":{"AWS":"*"}"#)),
        FindingCase(
            .warning, .variableUnsupportedInElement, .condition(#"{"Bool":{"a:${b}":true}}"#),
            not: .condition(#"{"Bool":{"a:b":true}}"#)),
        FindingCase(
            .warning, .variableUnsupportedInVersion, .resource,
            #"{"Statement":{"Effect":"Deny","Resource":"arn:aws:s3:::${a:b}"}}"#,
            not: .resource(#""arn:aws:s3:::${a:b}""#)),
    ]
}

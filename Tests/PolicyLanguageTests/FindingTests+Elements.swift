import PolicyLanguage

/// The text, its elements, and the values of actions and resources.
extension FindingTests {
    private static let good = String.action(#""s3:GetObject""#)

    static let elementCases: [FindingCase] = [
        FindingCase(.error, .jsonSyntaxError, #"{"Version":}"#, not: good),
        FindingCase(.error, .jsonSyntaxError, nil, #"{"Id":"a","Id":"b"}"#, not: good),
        FindingCase(.error, .dataTypeMismatch, nil, #""hello""#, not: good),
        FindingCase(.error, .dataTypeMismatch, nil, "[{}]", not: good),
        FindingCase(.error, .dataTypeMismatch, nil, #"{"Version":1}"#, not: good),
        FindingCase(.error, .dataTypeMismatch, nil, #"{"Statement":[1]}"#, not: good),
        FindingCase(.error, .dataTypeMismatch, nil, #"{"Statement":null}"#, not: good),
        FindingCase(.error, .dataTypeMismatch, .action("[[]]"), not: .action(#"["a:b"]"#)),
        FindingCase(.error, .dataTypeMismatch, .action("[null]"), not: .action(#"["a:b"]"#)),
        FindingCase(
            .error, .dataTypeMismatch, .resource("[1]"), not: .resource(#"["*",null]"#)),
        FindingCase(.error, .dataTypeMismatch, .condition("null"), not: .condition("{}")),
        FindingCase(
            .error, .dataTypeMismatch, .condition(#"{"Bool":{"a:b":null}}"#),
            not: .condition(#"{"Bool":{"a:b":[true]}}"#)),
        FindingCase(
            .error, .invalidPolicyElement, nil, #"{"statement":[]}"#, not: #"{"Statement":[]}"#),
        FindingCase(
            .error, .invalidPolicyElement, .statement(#""effect":"Allow""#),
            not: .statement(#""Effect":"Allow""#)),
        FindingCase(
            .error, .unsupportedElementCombination, nil,
            .statement(#""Effect":"Allow","Action":"*","NotAction":"*""#),
            not: .statement(#""Effect":"Allow","Action":"*","NotResource":"*""#)),
        FindingCase(
            .error, .unsupportedElementCombination, nil,
            .statement(#""Effect":"Allow","NotResource":[],"Resource":"*""#), not: good),
        FindingCase(
            .error, .unsupportedElementCombination, nil,
            .statement(#""Effect":"Allow","Principal":"*","NotPrincipal":"*""#), not: good),
        FindingCase(.error, .missingStatement, nil, "{}", not: good),
        FindingCase(.error, .missingStatement, nil, #"{"Statement":[]}"#, not: good),
        FindingCase(.error, .missingEffect, nil, .statement(""), not: good),
        FindingCase(
            .error, .invalidEffect, nil, .statement(#""Effect":"allow""#),
            not: .statement(#""Effect":"Allow""#)),
        FindingCase(
            .error, .missingVersion, #"{"Statement":{"Effect":"Allow"}}"#, not: good),
        FindingCase(
            .warning, .missingVersion, .resource, #"{"Statement":{"Effect":"Allow"}}"#, not: good),
        FindingCase(.error, .invalidVersion, nil, #"{"Version":"2012-10-18"}"#, not: good),
        FindingCase(.error, .invalidVersion, #"{"Version":"2008-10-17"}"#, not: good),
        FindingCase(
            .error, .invalidVersion, .resource, #"{"Version":"2008-10-1"}"#,
            not: #"{"Version":"2008-10-17"}"#),
        FindingCase(.error, .missingAction, .statement(#""Effect":"Allow""#), not: good),
        FindingCase(.error, .missingResource, .statement(#""Effect":"Allow""#), not: good),
        FindingCase(
            .suggestion, .missingResource, .resource, .statement(#""Effect":"Deny""#), not: good),
        FindingCase(.error, .missingPrincipal, .trust, good, not: .trust(#""Principal":"*""#)),
        FindingCase(
            .warning, .missingPrincipal, .resource, good, not: .principal(#""Principal":"*""#)),
        FindingCase(
            .error, .missingPrincipal, .endpoint, good, not: .principal(#""Principal":"*""#)),
        FindingCase(
            .suggestion, .emptySidValue, .statement(#""Sid":"""#),
            not: .statement(#""Sid":"a""#)),
        FindingCase(
            .warning, .unsupportedSid, .statement(#""Sid":"a b""#),
            not: .statement(#""Sid":"aB9""#)),
        FindingCase(
            .error, .uniqueSidsRequired, #"{"Statement":[{"Sid":"a"},{"Sid":"a"}]}"#,
            not: #"{"Statement":[{"Sid":""},{"Sid":""},{"Sid":"a"},{"Sid":"A"}]}"#),
        FindingCase(
            .warning, .uniqueSidsRecommended, .resource,
            #"{"Statement":[{"Sid":"a b"},{"Sid":"a b"}]}"#,
            not: #"{"Statement":[{"Sid":"a b"},{"Sid":"a c"}]}"#),
        FindingCase(.error, .emptyArrayAction, .action("[]"), not: .action(#"["a:b"]"#)),
        FindingCase(.error, .emptyArrayResource, .resource("[]"), not: .resource(#"["*"]"#)),
        FindingCase(.error, .emptyArrayResource, .resource("[null]"), not: .resource(#""*""#)),
        FindingCase(
            .suggestion, .emptyArrayPrincipal, .resource, .principal(#""Principal":{"AWS":[]}"#),
            not: .principal(#""Principal":{"AWS":["*"]}"#)),
        FindingCase(
            .suggestion, .emptyObjectPrincipal, .resource, .principal(#""Principal":{}"#),
            not: .principal(#""Principal":"*""#)),
        FindingCase(
            .suggestion, .emptyArrayCondition, .condition(#"{"Bool":{"a:b":[]}}"#),
            not: .condition(#"{"Bool":{"a:b":["true"]}}"#)),
        FindingCase(.suggestion, .emptyObjectCondition, .condition("{}"), not: good),
        FindingCase(.suggestion, .emptyObjectCondition, .condition(#"{"Bool":{}}"#), not: good),
    ]

    static let valueCases: [FindingCase] = [
        FindingCase(.error, .invalidAction, nil, .action(#""GetObject""#), not: .action(#""*""#)),
        FindingCase(.error, .invalidAction, .action(#""""#), not: good),
        FindingCase(.error, .invalidAction, .action(#""s3:Get:x""#), not: good),
        FindingCase(.error, .invalidAction, .action(#""s3:Get$x""#), not: .action(#""s3:G-*?""#)),
        FindingCase(.warning, .invalidAction, .action(#""s3:a,b""#), not: good),
        FindingCase(.warning, .invalidAction, .action(#""s3: a""#), not: good),
        FindingCase(.warning, .invalidAction, .action(#""s3:""#), not: .action(#""s3:*""#)),
        FindingCase(
            .error, .invalidServiceInAction, .action(#""s*:Get""#), not: .action(#""s-3.x:G""#)),
        FindingCase(.error, .invalidServiceInAction, .action(#"":Get""#), not: good),
        FindingCase(
            .error, .unsupportedActionInPolicy, .trust,
            .trust(#""Principal":"*""#, action: #""s3:x""#),
            not: .trust(#""Principal":"*""#)),
        FindingCase(.error, .invalidARNPrefix, .resource(#""""#), not: .resource(#""*""#)),
        FindingCase(.error, .invalidARNPrefix, .resource(#""b""#), not: good),
        FindingCase(.error, .invalidARNPrefix, .resource(#""a:aws:s3:::b""#), not: good),
        FindingCase(
            .error, .invalidPartition, .resource(#""arn:asw:s3:::b""#),
            not: .resource(
                #"["arn:*:s3:::b","arn:aws-cn:s3:::b","arn:${a:b}:s3:::b","arn:verdict:todo:::b"]"#
            )),
        FindingCase(
            .error, .invalidService, .resource(#""arn:aws:s*:::b""#),
            not: .resource(#""arn:aws:s3:::b*""#)),
        FindingCase(.error, .invalidService, .resource(#""arn:aws::::b""#), not: good),
        FindingCase(.error, .invalidService, .resource(#""arn:aws""#), not: good),
        FindingCase(.warning, .invalidARNServiceCase, .resource(#""arn:aws:S3:::b""#), not: good),
        FindingCase(
            .warning, .missingARNField, .resource(#""arn:aws:sqs""#),
            not: .resource(#""arn:aws:sqs:*""#)),
        FindingCase(.error, .missingARNField, .resource(#""arn:aws:s3::b*""#), not: good),
        FindingCase(
            .error, .missingARNField, .serviceControl, .resource(#""arn:aws:sqs""#),
            not: .resource(#""arn:aws:sqs:*""#)),
        FindingCase(
            .error, .missingARNField, .resourceControl, .resource(#""arn:aws:sqs:*""#),
            not: .resource(#""arn:aws:sqs:*:*:*""#)),
        FindingCase(
            .error, .arnRegionNotAllowed, .resource(#""arn:aws:s3:us-east-1::b""#),
            not: .resource(#""arn:aws:s3:us-east-1:111122223333:accesspoint/a""#)),
        FindingCase(
            .error, .arnRegionNotAllowed, .resource(#""arn:aws:iam:us-east-1:1:role/r""#),
            not: .resource(#""arn:aws:iam::111122223333:role/r""#)),
        FindingCase(
            .warning, .invalidARNRegion, .resource(#""arn:aws:sqs:europe::q""#),
            not: .resource(#"["arn:aws:sqs:us-gov-west-1::q","arn:aws:sqs:eu-*::q"]"#)),
        FindingCase(
            .warning, .invalidARNAccount, .resource(#""arn:aws:sqs:eu-west-1:1:q""#),
            not: .resource(#"["arn:aws:sqs::111122223333:q","arn:aws:iam::aws:policy/x"]"#)),
        FindingCase(
            .error, .invalidARNResource, .resource(#""arn:aws:iam::111122223333:alice""#),
            not: .resource(#"["arn:aws:iam::*:user/a","arn:aws:iam::*:*","arn:aws:iam::*:u*/x"]"#)),
    ]
}

/// AWS's global condition keys, in lower case.
///
/// Source: IAM User Guide, *AWS global condition context keys*. New keys appear with time; an
/// unknown one is therefore never more than a warning.
enum GlobalConditionKeys {
    /// Keys that are followed by a slash and a tag's key.
    static let tagged: Set<String> = ["aws:principaltag", "aws:requesttag", "aws:resourcetag"]

    /// Keys with any number of values.
    static let multivalued: Set<String> = [
        "aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist",
        "aws:resourceorgpaths", "aws:sourceorgpaths", "aws:tagkeys", "aws:vpceorgpaths",
    ]

    /// Keys with one value.
    private static let singleValued: Set<String> = [
        "aws:assumedroot", "aws:calledviaawsmcp", "aws:calledviafirst", "aws:calledvialast",
        "aws:chatbotsourcearn", "aws:currenttime", "aws:ec2instancesourceprivateipv4",
        "aws:ec2instancesourcevpc", "aws:epochtime", "aws:federatedprovider",
        "aws:ismcpserviceaction", "aws:multifactorauthage", "aws:multifactorauthpresent",
        "aws:principalaccount", "aws:principalarn", "aws:principalisawsservice",
        "aws:principalorgid", "aws:principalorgmasteraccountid", "aws:principalservicename",
        "aws:principaltype", "aws:referer", "aws:requestedregion", "aws:resourceaccount",
        "aws:resourceorgid", "aws:securetransport", "aws:sourceaccount", "aws:sourcearn",
        "aws:sourceidentity", "aws:sourceip", "aws:sourceorgid", "aws:sourceowner",
        "aws:sourcevpc", "aws:sourcevpcarn", "aws:sourcevpce", "aws:tokenissuetime",
        "aws:useragent", "aws:userid", "aws:username", "aws:viaawsmcpservice",
        "aws:viaawsservice", "aws:vpceaccount", "aws:vpceorgid", "aws:vpcsourceip",
    ]

    /// Whether AWS has a key of this lower-case name.
    static func isKnown(_ key: String) -> Bool {
        singleValued.contains(key) || multivalued.contains(key)
    }

    /// Whether the key of this lower-case name has one value.
    static func isSingleValued(_ key: String) -> Bool {
        singleValued.contains(key) || tagged.contains { key.hasPrefix($0 + "/") }
    }
}

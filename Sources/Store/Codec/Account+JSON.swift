import Identities

extension AccountRecord: ObjectCoded {
    static var blank: Self { Self(id: "") }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.member("id", &id)
        try coder.member("isImported", &isImported)
        try coder.member("resourcePolicies", &resourcePolicies)
    }
}

extension OrganizationRecord: ObjectCoded {
    static var blank: Self { Self(text: "") }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.member("text", &text)
    }
}

extension AccessKeyRecord: ObjectCoded {
    static var blank: Self {
        Self(id: "", secret: "", principal: "", account: "", created: 0)
    }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.member("id", &id)
        try coder.member("secret", &secret)
        try coder.member("principal", &principal)
        try coder.member("account", &account)
        try coder.member("created", &created)
    }

    var flaw: String? { secret.isEmpty ? "secret is empty" : nil }
}

import Identities

extension Tag: ObjectCoded {
    static var blank: Tag { Tag(key: "", value: "") }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.member("key", &key)
        try coder.member("value", &value)
    }
}

extension EntityHead {
    static var blank: EntityHead { EntityHead(account: "", name: "", id: "", created: 0) }

    /// The members stand among the entity's own.
    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.member("partition", &partition)
        try coder.member("account", &account)
        try coder.member("path", &path)
        try coder.member("name", &name)
        try coder.member("id", &id)
        try coder.member("created", &created)
        try coder.member("tags", &tags)
    }

    var flaw: String? {
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.last == UInt8(ascii: "/") else {
            return "path `\(path)` does not go from `/` to `/`"
        }
        return name.isEmpty ? "name is empty" : nil
    }
}

extension PolicyAttachments.Inline: ObjectCoded {
    static var blank: Self { Self(name: "", document: "") }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.member("name", &name)
        try coder.member("document", &document)
    }
}

extension PolicyAttachments: ObjectCoded {
    static var blank: Self { Self() }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.member("inline", &inline)
        try coder.member("managed", &managed)
        try coder.member("boundary", &boundary)
    }
}

extension RoleRecord: ObjectCoded {
    static var blank: Self { Self(head: .blank, trustPolicy: "") }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try head.code(&coder)
        try coder.member("policies", &policies)
        try coder.member("trustPolicy", &trustPolicy)
        try coder.member("description", &description)
        try coder.member("sessionSecondsMax", &sessionSecondsMax)
    }

    var flaw: String? { head.flaw }
}

extension UserRecord: ObjectCoded {
    static var blank: Self { Self(head: .blank) }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try head.code(&coder)
        try coder.member("policies", &policies)
        try coder.member("groups", &groups)
    }

    var flaw: String? { head.flaw }
}

extension GroupRecord: ObjectCoded {
    static var blank: Self { Self(head: .blank) }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try head.code(&coder)
        try coder.member("policies", &policies)
    }

    var flaw: String? { head.flaw }
}

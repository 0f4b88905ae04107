import Identities

extension ManagedPolicyRecord.Version: ObjectCoded {
    static var blank: Self { Self(number: 0, document: "", created: 0) }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.member("number", &number)
        try coder.member("document", &document)
        try coder.member("created", &created)
    }
}

extension ManagedPolicyRecord: ObjectCoded {
    static var blank: Self {
        Self(
            head: .blank, account: "", versions: [], defaultVersion: 0, nextVersion: 0, updated: 0)
    }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try head.code(&coder)
        // The head's account is the owner.
        try coder.member("knownIn", &account)
        try coder.member("description", &description)
        try coder.member("versions", &versions)
        try coder.member("defaultVersion", &defaultVersion)
        try coder.member("nextVersion", &nextVersion)
        try coder.member("updated", &updated)
    }

    var flaw: String? {
        if let flaw = head.flaw { return flaw }
        let numbers = versions.map(\.number)
        guard zip(numbers, numbers.dropFirst()).allSatisfy(<), numbers.allSatisfy({ $0 > 0 }) else {
            return "versions are not numbered upwards"
        }
        guard numbers.contains(defaultVersion) else {
            return "version \(defaultVersion) is in force and does not exist"
        }
        return numbers.allSatisfy { $0 < nextVersion } ? nil : "the next version exists"
    }
}

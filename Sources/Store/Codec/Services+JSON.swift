import Identities
import StrictJSON

extension ServiceSetupRecord: ObjectCoded {
    static var blank: Self {
        Self(service: "", account: "", region: "", settings: "", updated: 0)
    }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.member("service", &service)
        try coder.member("account", &account)
        try coder.member("region", &region)
        try coder.member("settings", &settings)
        try coder.member("updated", &updated)
    }
}

extension RoleUseRecord: ObjectCoded {
    static var blank: Self { Self(service: "", account: "", resource: "", region: "") }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.member("service", &service)
        try coder.member("account", &account)
        try coder.member("resource", &resource)
        try coder.member("region", &region)
        try coder.member("expires", &expires)
    }
}

extension DeletionTaskRecord.Status: JSONCoded {
    init(reading node: JSONTree.Node, in tree: JSONTree) throws(MemberError) {
        guard let status = Self(rawValue: try String(reading: node, in: tree)) else {
            throw MemberError(.expected("the status of a task"))
        }
        self = status
    }

    func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}

extension DeletionTaskRecord.Usage: ObjectCoded {
    static var blank: Self { Self(region: "", resources: []) }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.member("region", &region)
        try coder.member("resources", &resources)
    }
}

extension DeletionTaskRecord: ObjectCoded {
    static var blank: Self {
        Self(id: "", account: "", service: "", role: "", roleID: "", created: 0)
    }

    mutating func code<Coder: MemberCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.member("id", &id)
        try coder.member("account", &account)
        try coder.member("service", &service)
        try coder.member("role", &role)
        try coder.member("roleID", &roleID)
        try coder.member("status", &status)
        try coder.member("reason", &reason)
        try coder.member("usage", &usage)
        try coder.member("created", &created)
        try coder.member("ended", &ended)
    }
}

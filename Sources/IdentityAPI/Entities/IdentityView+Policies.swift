import Identities
import ServiceLinkedRoles

/// The managed policies that an account can see.
extension IdentityView {
    /// One of its own, one of AWS's that it knows, or one of a service-linked role.
    func policy(_ arn: PolicyARN, in account: String) -> ManagedPolicyRecord? {
        if let service = catalogue.definition(policyARN: arn.text) {
            return ManagedPolicyRecord(of: service, account: account)
        }
        let found = find(ManagedPolicyRecord.self, account: account, name: arn.recordName)
        // Names are unique in an account, but an ARN has to be right as a whole.
        return found.flatMap { $0.arn.utf8.elementsEqual(arn.text.utf8) ? $0 : nil }
    }

    /// All of them, by the names of their records.
    func policies(in account: String) -> [ManagedPolicyRecord] {
        let linked = catalogue.definitions.map { ManagedPolicyRecord(of: $0, account: account) }
        let names = Set(linked.map(\.recordName))
        return all(ManagedPolicyRecord.self, account: account)
            .filter { !names.contains($0.recordName) } + linked
    }
}

extension ManagedPolicyRecord {
    /// The policy of a service's roles, which is in no store: it is the service's, for all
    /// accounts alike.
    init(of service: ServiceDefinition, account: String) {
        // Nobody knows when it was made; the id only has to be the same at all times.
        let head = EntityHead(
            account: "aws", path: "/aws-service-role/", name: service.policyName,
            id: "ANPA" + service.policyName.idLetters, created: 0)
        self.init(
            head: head, account: account,
            versions: [Version(number: 1, document: service.permissions.text, created: 0)],
            defaultVersion: 1, nextVersion: 2, updated: 0)
    }
}

extension String {
    /// 17 letters and digits that depend on the text alone, as the tail of an id.
    fileprivate var idLetters: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        // Once in each direction, since one checksum makes 12 letters.
        let hashes = [utf8.checksum, utf8.reversed().checksum]
        let letters = (0..<17).map { index in
            let shift = 5 * UInt64(index % 12)
            return alphabet[Int(hashes[index / 12] >> shift & 31)]
        }
        return String(letters)
    }
}

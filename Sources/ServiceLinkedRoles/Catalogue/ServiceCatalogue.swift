/// The services whose roles can be created here: those that are built in, and those of files.
///
/// No two definitions share the name of a service, of a role or of a policy, so each of the three
/// finds at most one.
package struct ServiceCatalogue: Sendable {
    /// The definitions: first those that are built in, then those of files by the file's name.
    package let definitions: [ServiceDefinition]

    private var byService: [String: Int] = [:]
    private var byRoleName: [String: Int] = [:]
    private var byPolicyARN: [String: Int] = [:]

    /// Indexes definitions that share no names.
    init(_ definitions: [ServiceDefinition]) {
        self.definitions = definitions
        for (index, definition) in definitions.enumerated() {
            byService[definition.service] = index
            byRoleName[definition.roleName.lowercased()] = index
            byPolicyARN[definition.policyARN] = index
        }
    }

    /// The service of a principal such as `codewhisperer.amazonaws.com`. Case matters.
    package func definition(service: String) -> ServiceDefinition? {
        byService[service].map { definitions[$0] }
    }

    /// The service whose role may have this name, be it with a suffix where that is allowed. Case
    /// does not matter.
    ///
    /// - Complexity: O(*definitions*) for a name with an underscore, else O(1).
    package func definition(roleName: String) -> ServiceDefinition? {
        let name = roleName.lowercased()
        if let index = byRoleName[name] { return definitions[index] }
        guard name.utf8.contains(UInt8(ascii: "_")) else { return nil }
        // Of several the longest is meant: it leaves the shortest suffix.
        return definitions.filter {
            $0.allowsSuffix && name.hasPrefix($0.roleName.lowercased() + "_")
                && name.utf8.count > $0.roleName.utf8.count + 1
        }.max { $0.roleName.utf8.count < $1.roleName.utf8.count }
    }

    /// The service that has written a managed policy.
    package func definition(policyARN: String) -> ServiceDefinition? {
        byPolicyARN[policyARN].map { definitions[$0] }
    }
}

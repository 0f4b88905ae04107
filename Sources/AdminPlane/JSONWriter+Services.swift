import Identities
import ServiceLinkedRoles
import StrictJSON

/// Services and how they stand, as the JSON API tells it.
extension JSONWriter {
    /// All services of a catalogue.
    static func services(_ catalogue: ServiceCatalogue) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("services")
            writer.array { writer in
                for definition in catalogue.definitions { writer.service(definition) }
            }
        }
        return writer.bytes
    }

    /// One service.
    static func service(_ definition: ServiceDefinition) -> [UInt8] {
        var writer = JSONWriter()
        writer.service(definition)
        return writer.bytes
    }

    /// How a service stands in an account.
    static func state(_ state: ServiceState) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("service", state.service)
            writer.member("account", state.account)
            if let setup = state.setup {
                writer.member("region", setup.region)
                writer.name("settings")
                writer.json(setup.settings)
            }
            if let role = state.roleARN { writer.member("role", role) }
            writer.name("resources")
            writer.array { writer in
                for use in state.uses { writer.use(use) }
            }
            if let task = state.openTask { writer.member("deletionTask", task.id) }
        }
        return writer.bytes
    }

    /// What depends on a role.
    static func use(_ use: RoleUseRecord) -> [UInt8] {
        var writer = JSONWriter()
        writer.use(use)
        return writer.bytes
    }

    /// Whether something depended on a role until now.
    static func release(wasRegistered: Bool) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("wasRegistered")
            writer.boolean(wasRegistered)
        }
        return writer.bytes
    }

    private mutating func member(_ name: String, _ text: String) {
        self.name(name)
        string(text)
    }

    private mutating func use(_ use: RoleUseRecord) {
        object { writer in
            writer.member("arn", use.resource)
            writer.member("region", use.region)
            if let expires = use.expires {
                writer.name("expires")
                writer.integer(Int(expires))
            }
        }
    }

    private mutating func service(_ definition: ServiceDefinition) {
        object { writer in
            writer.member("service", definition.service)
            writer.member("roleName", definition.roleName)
            writer.name("allowsSuffix")
            writer.boolean(definition.allowsSuffix)
            writer.member("description", definition.description)
            writer.name("trustPolicy")
            writer.json(definition.trustPolicy.text)
            writer.member("policy", definition.policyARN)
            writer.name("permissionsPolicy")
            writer.json(definition.permissions.text)
            writer.name("editableAttributes")
            writer.array { writer in
                for attribute in definition.editableAttributes.map(\.rawValue).sorted() {
                    writer.string(attribute)
                }
            }
            writer.name("regions")
            writer.array { writer in
                for region in definition.regions {
                    writer.object { writer in
                        writer.member("id", region.id)
                        writer.member("name", region.name)
                        writer.name("isSupported")
                        writer.boolean(region.isSupported)
                    }
                }
            }
        }
    }
}

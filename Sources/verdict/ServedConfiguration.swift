import AdminPlane
import Server

extension ConfigurationPage {
    /// What `verdict serve` was told, and what it takes where it was told nothing.
    ///
    /// Options have names of files and addresses, so they are shown as they were given. An option
    /// that is a secret must never come to be: other users of the machine read command lines.
    init(
        _ options: CommandOptions, _ configuration: ServerConfiguration, baseURL: String,
        cacheEntryCount: Int?
    ) {
        self.init()
        add("options", options.given.map { ($0.name, .list($0.values)) })
        add("bundle", [("path", options.operands.first.map { .text($0) } ?? .none)])
        add(
            "data_plane",
            [
                ("addresses", .list(configuration.addresses.map(\.description))),
                ("workers", .number(configuration.workerCount)), ("base_url", .text(baseURL)),
            ])
        add("cache", [("entries", cacheEntryCount.map { .number($0) } ?? .none)])
        add("limits", propertiesOf: configuration.limits)
    }
}

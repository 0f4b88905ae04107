import Files

extension BundleFiles {
    /// All directories in which a change may change the bundle at a path, be it complete or not.
    package static func trail(
        of path: String, limits: BundleLimits = .standard
    ) -> PathTrail {
        var trail = PathTrail()
        guard DirectoryListing.isDirectory(path) else {
            trail.follow(path, withContents: true)
            return trail
        }
        guard let root = trail.follow(path, withContents: false) else { return trail }
        trail.include(root)
        trail.follow("organization.json", from: root, withContents: true)
        guard let accounts = trail.follow("accounts", from: root, withContents: false),
            let names = try? DirectoryListing.names(accounts, countMax: limits.accountCountMax)
        else { return trail }
        trail.include(accounts)
        for name in names {
            guard let folder = trail.follow(name, from: accounts, withContents: false),
                DirectoryListing.isDirectory(folder)
            else { continue }
            trail.include(folder)
            for file in ["authorization-details.json", "resource-policies.json"] {
                trail.follow(file, from: folder, withContents: true)
            }
        }
        return trail
    }
}

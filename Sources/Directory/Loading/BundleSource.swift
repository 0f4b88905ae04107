import Files

/// A bundle's place in the file system, from which it is loaded again and again.
///
/// Files that are as they were are not parsed again, however they came to be there: their bytes
/// are compared, by digest, and not their dates.
package struct BundleSource: Sendable {
    /// Where the bundle is: a directory, or a file with one account.
    package let path: String

    private let loader: BundleLoader
    private let key: ContentDigest.Key
    private var parts = LoadedParts()
    /// What was read last, whether it was good or not.
    private var last: ContentDigest?

    /// Names a place.
    ///
    /// - Parameter key: Random for each process.
    package init(path: String, limits: BundleLimits = .standard, key: ContentDigest.Key) {
        self.path = path
        self.loader = BundleLoader(limits: limits)
        self.key = key
    }

    /// Loads the bundle, unless it is what was loaded last.
    ///
    /// - Parameter always: Whether to load it even then.
    /// - Returns: `nil` if the files are what they were at the last attempt.
    /// - Throws: Every error in every file.
    /// - Complexity: O(n) in the length of all files to read them, and what parsing takes for those
    ///   that changed. Blocks.
    package mutating func load(always: Bool) throws(BundleErrors) -> Bundle? {
        try loadWithFiles(always: always)?.bundle
    }

    /// Loads the bundle like ``load(always:)``, and hands out the files that it was made of.
    package mutating func loadWithFiles(
        always: Bool
    ) throws(BundleErrors) -> (bundle: Bundle, files: BundleFiles)? {
        let files: BundleFiles
        do throws(BundleErrors) {
            files = try BundleFiles.read(path, limits: loader.limits)
        } catch {
            last = nil
            throw error
        }
        let digest = files.digest(key)
        if digest == last, !always { return nil }
        last = digest
        return (try loader.load(files, reusing: &parts, key: key), files)
    }

    /// The directories to be watched for changes, as they are now.
    package var trail: PathTrail { BundleFiles.trail(of: path, limits: loader.limits) }
}

/// What came of the files of a bundle when it was last loaded.
struct LoadedParts: Sendable {
    /// An account, and the digest of its files.
    struct LoadedAccount: Sendable {
        var digest: ContentDigest
        var account: Account
    }

    /// By the name of the details' file.
    var accounts: [String: LoadedAccount] = [:]
    var organization: (digest: ContentDigest, organization: Organization)?
}

extension BundleFiles {
    fileprivate func digest(_ key: ContentDigest.Key) -> ContentDigest {
        accounts.reduce(ContentDigest.empty.followed(by: organization.map(key.digest))) {
            $0.followed(by: $1.digest(key))
        }
    }
}

extension BundleFiles.Account {
    /// The digest of the account's files.
    func digest(_ key: ContentDigest.Key) -> ContentDigest {
        key.digest(details).followed(by: resourcePolicies.map(key.digest))
    }
}

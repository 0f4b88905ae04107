import PolicyLanguage

/// One thing that is wrong with a bundle, and where.
package typealias BundleError = FileMistake

/// Everything that is wrong with a bundle. None of it is served.
package struct BundleErrors: Error, Sendable, Hashable {
    /// The errors, by file in the order of reading, and by position within a file. Never empty.
    package var errors: [BundleError]

    /// Lists errors.
    package init(errors: [BundleError]) { self.errors = errors }
}

/// How large a bundle may be. Every limit is the greatest allowed value.
package struct BundleLimits: Sendable, Hashable {
    /// The length of one file in bytes.
    ///
    /// LIMIT: accounts of many thousand principals have some 50 MB of authorization details; the
    /// tape of a file takes several times its length in memory while it is read.
    package var fileByteCountMax: Int

    /// The number of accounts.
    ///
    /// LIMIT: organizations have at most some ten thousand accounts.
    package var accountCountMax: Int

    /// The number of errors that are listed.
    ///
    /// LIMIT: whoever has a thousand errors has one, a thousand times.
    package var errorCountMax: Int

    /// Creates limits.
    package init(
        fileByteCountMax: Int = 256 << 20, accountCountMax: Int = 50_000,
        errorCountMax: Int = 1_000
    ) {
        self.fileByteCountMax = fileByteCountMax
        self.accountCountMax = accountCountMax
        self.errorCountMax = errorCountMax
    }

    /// The limits that hold unless a test sets others.
    package static let standard = BundleLimits()
}

import FlatMemory

/// Stands for the contents of files: equal contents have equal digests, and others do not, but for
/// a chance of 1 in 2^128 that nobody who writes the files can improve.
package struct ContentDigest: Sendable, Hashable {
    private var low: UInt64
    private var high: UInt64

    /// Two hash functions of independent, secret keys.
    package struct Key: Sendable {
        private let low: KeyedHash
        private let high: KeyedHash

        /// Creates a key of two random words.
        package init(_ low: UInt64, _ high: UInt64) {
            self.low = KeyedHash(key: low)
            self.high = KeyedHash(key: high)
        }

        /// The digest of a file.
        func digest(_ file: BundleFile) -> ContentDigest {
            ContentDigest(low: low.hash(file.bytes), high: high.hash(file.bytes))
                .followed(by: ContentDigest(low: low.hash(file.name), high: high.hash(file.name)))
        }
    }

    /// The digest of no files.
    static let empty = ContentDigest(low: 0, high: 0)

    /// The digest of two contents, in this order.
    func followed(by other: ContentDigest?) -> ContentDigest {
        ContentDigest(
            low: KeyedHash.combine(low, other?.low ?? 1),
            high: KeyedHash.combine(high, other?.high ?? 1))
    }
}

extension KeyedHash {
    fileprivate func hash(_ text: String) -> UInt64 { hash(Array(text.utf8)) }
}

/// How large and how deep a JSON text may be. Every limit is the greatest allowed value.
package struct JSONLimits: Sendable, Hashable {
    /// The greatest number of objects and arrays open at once.
    package var depthMax: Int

    /// The greatest length of the text in bytes.
    package var byteCountMax: Int

    /// The greatest number of values in the text; each takes 16 bytes of the tape. Member names
    /// count as values.
    package var nodeCountMax: Int

    /// Creates limits.
    ///
    /// - Precondition: `byteCountMax` and `nodeCountMax` fit into 31 bits, as the tape stores them.
    package init(depthMax: Int, byteCountMax: Int, nodeCountMax: Int) {
        precondition(byteCountMax <= Int32.max, "limit of \(byteCountMax) bytes is too great")
        precondition(nodeCountMax <= Int32.max, "limit of \(nodeCountMax) values is too great")
        self.depthMax = depthMax
        self.byteCountMax = byteCountMax
        self.nodeCountMax = nodeCountMax
    }

    /// For files that an operator wrote: accounts, policies of a whole organization.
    ///
    /// LIMIT: 64 MiB holds some 100,000 statements; the tape of a text of this size with the
    /// greatest number of values takes 128 MiB. Depth 64 is several times what a file nests.
    package static let standard = JSONLimits(
        depthMax: 64, byteCountMax: 64 << 20, nodeCountMax: 8 << 20)

    /// For a single policy document.
    ///
    /// LIMIT: AWS's largest managed policy has 152,297 bytes, and the language nests 6 deep.
    package static let policy = JSONLimits(
        depthMax: 16, byteCountMax: 256 << 10, nodeCountMax: 64 << 10)

    /// For one request off the network.
    ///
    /// LIMIT: a request has some 300 bytes, a batch a few hundred times as many; whoever sends more
    /// can send several. Its own members nest 5 deep, the rest is for free-form properties.
    package static let request = JSONLimits(
        depthMax: 16, byteCountMax: 64 << 10, nodeCountMax: 16 << 10)
}

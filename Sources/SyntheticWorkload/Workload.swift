import Directory

/// Policies, and an endless stream of requests whose answers are known.
package protocol Workload: Sendable {
    /// The policies.
    var bundle: Bundle { get }

    /// One request. The same index always gives the same one; about half are allowed.
    ///
    /// - Complexity: Independent of the index.
    func request(_ index: Int) -> SyntheticRequest
}

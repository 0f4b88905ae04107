import Synchronization

/// Header fields with which many responses begin.
///
/// A response that has begun with a template before still has its bytes, so beginning with it once
/// more takes a comparison and no copying. Make a new template when a value changes. There are no
/// copies of a template, so that lending one counts no references.
///
///     let template = HeaderTemplate([HTTPField("content-type", "application/json")])
///     response.headers.begin(with: template)
package struct HeaderTemplate: ~Copyable, Sendable {
    /// The fields.
    let fields: HTTPFields
    /// A number that no other template in this process has.
    let id: UInt64

    /// Creates a template of these fields.
    package init(_ fields: HTTPFields) {
        self.fields = fields
        self.id = Self.lastID.add(1, ordering: .relaxed).newValue
    }

    private static let lastID = Atomic<UInt64>(0)
}

/// Handles of several objects, which the list keeps alive.
public struct HandleList<Object: AnyObject & Sendable>: Sendable {
    /// Owns the handles, so that copying the list copies one reference.
    private final class Storage: Sendable {
        let handles: FlatArray<Handle<Object>>
        let objects: [Object]

        init(_ objects: [Object]) {
            handles = FlatArray(objects.map { Handle($0) })
            self.objects = objects
        }
    }

    private let storage: Storage

    /// Takes objects over.
    public init(_ objects: [Object]) { storage = Storage(objects) }

    /// How many there are.
    public var count: Int { storage.handles.count }

    /// One object's handle, which the list must outlive.
    public subscript(index: Int) -> Handle<Object> { storage.handles[index] }
}

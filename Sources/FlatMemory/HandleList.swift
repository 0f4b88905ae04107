/// Handles of several objects, which the list keeps alive.
@frozen
public struct HandleList<Object: AnyObject & Sendable>: Sendable {
    /// Owns the handles, so that copying the list copies one reference.
    @usableFromInline
    final class Storage: Sendable {
        @usableFromInline let handles: FlatArray<Handle<Object>>
        let objects: [Object]

        init(_ objects: [Object]) {
            handles = FlatArray(objects.map { Handle($0) })
            self.objects = objects
        }
    }

    @usableFromInline let storage: Storage

    /// Takes objects over.
    public init(_ objects: [Object]) { storage = Storage(objects) }

    /// How many there are.
    @inlinable public var count: Int { storage.handles.count }

    /// One object's handle, which the list must outlive.
    @inlinable
    public subscript(index: Int) -> Handle<Object> { storage.handles[index] }
}

/// A reference that is not counted, to an object that somebody else keeps alive.
///
/// Compiled tables are full of references to each other. Counting each use would make every thread
/// write to the same counters; so a table that holds handles also holds the objects themselves in a
/// plain array, and whoever reads a handle got the table from a snapshot that is being read.
///
/// INVARIANT (owner): a handle lives in, or is copied out of, a value that owns the object, and is
/// used no longer than that value is.
@safe
@frozen
public struct Handle<Object: AnyObject & Sendable>: BitwiseCopyable, Sendable {
    @usableFromInline let reference: Unmanaged<Object>

    /// Refers to an object without keeping it alive.
    public init(_ object: Object) {
        unsafe reference = Unmanaged.passUnretained(object)
    }

    /// The object, with a reference of its own that is counted.
    public var object: Object {
        // SAFETY: (owner) the object is alive now, and the reference returned keeps it so.
        unsafe reference.takeUnretainedValue()
    }

    /// Lends the object.
    @inlinable
    @inline(__always)
    public func withObject<Result>(_ body: (Object) -> Result) -> Result {
        // SAFETY: (owner) the object outlives the call.
        unsafe reference._withUnsafeGuaranteedRef(body)
    }
}

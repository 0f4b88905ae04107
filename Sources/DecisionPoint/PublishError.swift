import Directory
import PolicyEngine

/// Why a bundle or a change is not served, and the current snapshot stays.
package enum PublishError: Error, Sendable, Hashable {
    /// The change makes no sense in the current bundle.
    case change(BundleChangeError)
    /// Some policy is beyond what the engine can hold.
    case compile(CompileError)
    /// A loop holds on to so many old snapshots that no more may be set aside.
    case readersAreStuck

    /// One line for people.
    package var message: String {
        switch self {
        case .change(let error): error.message
        case .compile(let error): error.message
        case .readersAreStuck: "an event loop does not let go of earlier snapshots"
        }
    }
}

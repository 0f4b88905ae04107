import CLinux

/// What the operating system grants this process.
package enum ProcessResources {
    /// How many processors the process may run on, at least 1. This respects affinity masks, as
    /// container runtimes set them.
    package static var processorCount: Int { Int(clinux_processor_count()) }

    /// Lets the process open as many files as its hard limit allows.
    ///
    /// The soft limit is 1,024 almost everywhere, for programs that use `select`; we don't.
    package static func raiseFileLimit() throws(SystemError) {
        try check(clinux_raise_file_limit(), "raise the limit of open files")
    }
}

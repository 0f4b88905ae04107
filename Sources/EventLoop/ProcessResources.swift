import CLinux

/// What the operating system grants this process.
package enum ProcessResources {
    /// How many processors the process may run on, at least 1. This respects affinity masks, as
    /// container runtimes set them.
    package static var processorCount: Int { Int(clinux_processor_count()) }

    /// Gives memory that was freed back to the system, as far as whole pages of it are free.
    ///
    /// Parsing and compiling policies takes several times the memory of what comes out, and leaves
    /// it scattered.
    ///
    /// - Complexity: Looks at all of the heap, which takes milliseconds; not for event loops.
    package static func trimMemory() { clinux_trim_memory() }

    /// Lets the process open as many files as its hard limit allows.
    ///
    /// The soft limit is 1,024 almost everywhere, for programs that use `select`; we don't.
    package static func raiseFileLimit() throws(SystemError) {
        try check(clinux_raise_file_limit(), "raise the limit of open files")
    }
}

import CLinux
import Glibc

/// What the operating system grants this process.
package enum ProcessResources {
    /// How many processors the process may run on, at least 1. This respects affinity masks, as
    /// container runtimes set them.
    package static var processorCount: Int { Int(clinux_processor_count()) }

    /// How many of the kernel's clock ticks make a second.
    package static var ticksPerSecond: Int { max(1, sysconf(Int32(_SC_CLK_TCK))) }

    /// How many bytes a page of memory has.
    package static var pageByteCount: Int { max(1, sysconf(Int32(_SC_PAGESIZE))) }

    /// Lets the process open as many files as its hard limit allows.
    ///
    /// The soft limit is 1,024 almost everywhere, for programs that use `select`; we don't.
    ///
    /// - Returns: That limit.
    @discardableResult
    package static func raiseFileLimit() throws(SystemError) -> Int {
        Int(try check(clinux_raise_file_limit(), "raise the limit of open files"))
    }
}

import Glibc

/// The CPU time of another process, from the kernel's own accounting.
struct ServerProcess {
    private let clock: clockid_t

    /// - Returns: `nil` if there is no such process, or it may not be looked at.
    init?(pid: Int32) {
        var clock = clockid_t()
        // SAFETY: the call fills in the number.
        guard unsafe clock_getcpuclockid(pid, &clock) == 0 else { return nil }
        self.clock = clock
    }

    /// Nanoseconds that all threads of the process, those that have ended included, have run.
    ///
    /// This is the scheduler's exact sum, not the count of clock ticks that `ps` shows. The part
    /// that a thread is just running may be missing, so read it when the server has nothing to do.
    var cpuNanoseconds: UInt64 {
        var time = timespec()
        // SAFETY: the call fills in the structure; a process that has ended leaves zeros.
        _ = unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

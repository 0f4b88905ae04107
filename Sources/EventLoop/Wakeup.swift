import CLinux

/// Wakes an event loop from another thread (eventfd).
///
/// It carries no message. Write the message where the loop will look, then call ``wake()``.
package struct Wakeup: ~Copyable, Sendable {
    /// The file for the loop's poller, ready to read once somebody has called ``wake()``.
    package let descriptor: FileDescriptor

    /// Creates a wake-up that nobody has asked for yet.
    package init() throws(SystemError) {
        self.descriptor = FileDescriptor(owning: try check(clinux_wakeup(), "create a wake-up"))
    }

    /// Wakes the loop now, or as soon as it next waits. Never blocks; from any thread.
    package func wake() {
        // The one failure is a full counter, and then the loop is to be woken anyway.
        _ = clinux_wakeup_add(self.descriptor.number)
    }

    /// Takes back all the calls of ``wake()`` so far. The loop calls this before it looks.
    package func acknowledge() {
        _ = clinux_wakeup_take(self.descriptor.number)
    }
}

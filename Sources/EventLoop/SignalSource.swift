import CLinux

/// Signals as events of a poller, instead of as interruptions (signalfd).
package struct SignalSource: ~Copyable, Sendable {
    /// The file for a poller, ready to read when a signal is pending.
    package let descriptor: FileDescriptor

    /// Diverts signals of the whole process to this source.
    ///
    /// Create it on the first thread before any other is started: the signals are blocked for this
    /// thread and for those it starts, and a thread that does not block them would take them.
    ///
    /// - Parameter signals: Numbers such as `SIGTERM`, each from 1 to 63.
    package init(_ signals: [Int32]) throws(SystemError) {
        var mask: UInt64 = 0
        for signal in signals {
            precondition((1...63).contains(signal), "signal \(signal) is not in 1...63")
            mask |= 1 << UInt64(signal)
        }
        self.descriptor = FileDescriptor(owning: try check(clinux_signals(mask), "watch signals"))
    }

    /// Takes the next pending signal; nil if there is none.
    package func next() -> Int32? {
        let result = clinux_signals_take(self.descriptor.number)
        return result > 0 ? Int32(result) : nil
    }
}

import CLinux
import Glibc

/// Waits until any of many files is ready (epoll, level-triggered).
package struct Poller: ~Copyable {
    /// What the caller wants to hear about a file. Errors and hang-ups are always reported.
    package struct Interest: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        /// There is something to read, or the peer has ended its output.
        package static let read = Interest(rawValue: clinux_event_read.rawValue)
        /// There is room to write.
        package static let write = Interest(rawValue: clinux_event_write.rawValue)
        /// Of the pollers that share the file, wake only some: for a listening socket that all
        /// event loops share.
        package static let exclusive = Interest(rawValue: clinux_event_exclusive.rawValue)
    }

    /// One file that is ready.
    package struct Event: Sendable {
        /// The token the file was added with.
        package let token: UInt64
        private let flags: UInt32

        /// Whether reading will make progress, if only by finding the end or an error.
        package var isReadable: Bool { self.isHungUp || self.has(clinux_event_read) }

        /// Whether writing will make progress, if only by finding an error.
        package var isWritable: Bool { self.isHungUp || self.has(clinux_event_write) }

        /// Whether the connection is beyond use in both directions.
        package var isHungUp: Bool {
            self.has(clinux_event_hang_up) || self.has(clinux_event_error)
        }

        private func has(_ event: clinux_event_kind) -> Bool {
            self.flags & event.rawValue != 0
        }

        fileprivate init(_ event: clinux_event) {
            self.token = event.token
            self.flags = event.events
        }
    }

    /// LIMIT: the most files one ``wait(milliseconds:)`` reports. The others are reported by the
    /// next, so that this bounds the stack it needs (5 KiB), not the work that gets done.
    package static let eventCountMax = Int(clinux_event_batch)

    private let descriptor: FileDescriptor
    private var events: [clinux_event]

    /// Creates a poller of nothing.
    package init() throws(SystemError) {
        self.descriptor = FileDescriptor(
            owning: try check(clinux_poller(), "create a poller"))
        self.events = Array(repeating: clinux_event(), count: Self.eventCountMax)
    }

    /// Starts watching a file. Closing the file ends the watch.
    package func add(
        _ file: borrowing FileDescriptor, token: UInt64, interest: Interest
    ) throws(SystemError) {
        try check(
            clinux_poller_add(self.descriptor.number, file.number, interest.rawValue, token),
            "watch a file")
    }

    /// Replaces what is watched for.
    package func update(
        _ file: borrowing FileDescriptor, token: UInt64, interest: Interest
    ) throws(SystemError) {
        try check(
            clinux_poller_update(self.descriptor.number, file.number, interest.rawValue, token),
            "watch a file")
    }

    /// Stops watching a file.
    package func remove(_ file: borrowing FileDescriptor) throws(SystemError) {
        try check(clinux_poller_remove(self.descriptor.number, file.number), "watch a file")
    }

    /// Waits and returns how many files are ready; ``subscript(_:)`` tells which.
    ///
    /// - Parameter milliseconds: How long to wait at most; nil is for ever. A signal may end the
    ///   wait early, with nothing ready.
    package mutating func wait(milliseconds: Int32?) throws(SystemError) -> Int {
        // SAFETY: the array has `eventCountMax` elements, which is what the call may write.
        let result = unsafe self.events.withUnsafeMutableBufferPointer { events in
            unsafe clinux_poller_wait(
                self.descriptor.number, events.baseAddress, milliseconds ?? -1)
        }
        if result == Int64(-EINTR) { return 0 }
        return Int(try check(result, "wait for events"))
    }

    /// One of the events that the last wait reported.
    package subscript(index: Int) -> Event { Event(self.events[index]) }
}

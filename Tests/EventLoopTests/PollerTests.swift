import Foundation
import Testing

@testable import EventLoop

/// Checks waiting, waking and signals.
@Suite("Poller")
struct PollerTests {
    @Test("reports nothing when nothing is ready")
    func nothing() throws {
        var poller = try Poller()
        #expect(try poller.wait(milliseconds: 0) == 0)
    }

    @Test("a wake-up from another thread ends a wait, once")
    func wakeup() async throws {
        let wakeup = SharedWakeup(try Wakeup())
        var poller = try Poller()
        try poller.add(wakeup.wakeup.descriptor, token: 7, interest: .read)

        let thread = Thread { wakeup.wakeup.wake() }
        thread.start()
        #expect(try poller.wait(milliseconds: 10_000) == 1)
        #expect(poller[0].token == 7)
        #expect(poller[0].isReadable)
        #expect(!poller[0].isHungUp)

        wakeup.wakeup.acknowledge()
        #expect(try poller.wait(milliseconds: 0) == 0)
    }

    @Test("follows a change of interest, and forgets what is removed")
    func interest() throws {
        let wakeup = try Wakeup()
        var poller = try Poller()
        try poller.add(wakeup.descriptor, token: 1, interest: .read)
        #expect(try poller.wait(milliseconds: 0) == 0)

        // A counter that is not full can always be written.
        try poller.update(wakeup.descriptor, token: 2, interest: .write)
        #expect(try poller.wait(milliseconds: 0) == 1)
        #expect(poller[0].token == 2)
        #expect(poller[0].isWritable)

        try poller.remove(wakeup.descriptor)
        #expect(try poller.wait(milliseconds: 0) == 0)
        #expect(throws: SystemError(operation: "watch a file", number: ENOENT)) {
            try poller.remove(wakeup.descriptor)
        }
    }

    @Test("a signal becomes an event")
    func signal() throws {
        // SIGWINCH, which nobody minds: it is ignored unless somebody asks for it. Sent to this
        // thread alone, which is the one that blocks it.
        let source = try SignalSource([SIGWINCH])
        var poller = try Poller()
        try poller.add(source.descriptor, token: 3, interest: .read)
        #expect(source.next() == nil)

        #expect(pthread_kill(pthread_self(), SIGWINCH) == 0)
        #expect(try poller.wait(milliseconds: 10_000) == 1)
        #expect(source.next() == SIGWINCH)
        #expect(source.next() == nil)
    }
}

/// Lets a closure share a noncopyable wake-up.
private final class SharedWakeup: Sendable {
    let wakeup: Wakeup
    init(_ wakeup: consuming Wakeup) { self.wakeup = wakeup }
}

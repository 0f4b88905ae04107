import CLinux
import Glibc

/// The one owner of an open file, which closes it at the end of its life.
///
/// Being noncopyable, it can be neither closed twice nor used after its end.
package struct FileDescriptor: ~Copyable, Sendable {
    /// The number the kernel knows the file by. Valid no longer than this value lives.
    package let number: Int32

    /// Takes over an open file.
    package init(owning number: Int32) {
        precondition(number >= 0, "file descriptor \(number) is negative")
        self.number = number
    }

    deinit {
        clinux_close(self.number)
    }

    /// Hands the open file to another owner, who is to close it.
    package consuming func release() -> Int32 {
        let number = self.number
        discard self
        return number
    }
}

/// What came of moving bytes through a socket that never waits.
package enum TransferResult: Sendable, Hashable {
    /// This many bytes were moved, at least one.
    case moved(Int)
    /// Nothing can be moved now; the poller tells when to try again.
    case wouldBlock
    /// The peer has sent its last byte (receiving only).
    case ended
    /// The connection is gone: reset, broken pipe or the like.
    case broken
}

extension FileDescriptor {
    /// Reads what the socket holds, over the buffer's first bytes.
    ///
    /// - Parameter count: How many bytes at most, if that is less than the buffer's size.
    package func receive(into buffer: inout [UInt8], atMost count: Int = .max) -> TransferResult {
        // SAFETY: the address is the array's own during the call, and the count not above its own.
        let result = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe clinux_receive(self.number, bytes.baseAddress, min(count, bytes.count))
        }
        return result == 0 ? .ended : Self.transfer(result)
    }

    /// Writes as many of the bytes as the socket takes.
    package func send(_ bytes: Span<UInt8>) -> TransferResult {
        // SAFETY: base address and count describe the span's memory during the call.
        let result = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe clinux_send(self.number, bytes.baseAddress, bytes.count)
        }
        return Self.transfer(result)
    }

    /// Who has connected to this Unix socket, as the kernel knows (`SO_PEERCRED`); `nil` if it
    /// doesn't.
    package var peer: (processID: Int32, userID: UInt32, groupID: UInt32)? {
        var peer: (processID: Int32, userID: UInt32, groupID: UInt32) = (0, 0, 0)
        // SAFETY: three places of this call's own, written to during the call alone.
        let result = unsafe clinux_peer(
            self.number, &peer.processID, &peer.userID, &peer.groupID)
        return result < 0 ? nil : peer
    }

    /// Tells the peer that no more bytes will come. A peer that is gone already is no error.
    package func endOutput() {
        _ = clinux_end_output(self.number)
    }

    private static func transfer(_ result: Int64) -> TransferResult {
        switch result {
        case 0...: .moved(Int(result))
        case Int64(-EAGAIN), Int64(-EINTR): .wouldBlock
        default: .broken
        }
    }
}

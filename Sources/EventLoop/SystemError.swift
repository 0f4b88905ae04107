import Glibc

/// A system call that failed, and why.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried, as a verb phrase: `listen on a socket`.
    package let operation: String

    /// The error number, such as `EADDRINUSE`.
    package let number: Int32

    /// Creates an error.
    package init(operation: String, number: Int32) {
        self.operation = operation
        self.number = number
    }

    /// `cannot listen on a socket: address already in use`.
    package var description: String {
        "cannot \(self.operation): \(Self.text(of: self.number))"
    }

    /// The operating system's words for an error number, in lower case as all our messages.
    package static func text(of number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        // SAFETY: `strerror` returns a zero-terminated string, copied here before the next call.
        return unsafe String(cString: text).lowercased()
    }
}

/// The value of a call that answers with a negative error number on failure.
///
/// - Throws: The error the number stands for.
@discardableResult
func check(_ result: Int64, _ operation: @autoclosure () -> String) throws(SystemError) -> Int32 {
    guard result >= 0 else {
        throw SystemError(operation: operation(), number: Int32(-result))
    }
    return Int32(clamping: result)
}

import CSystemd
import Glibc

/// The manager that has started this process, where there is one that wants to know how it fares:
/// systemd's protocol, over the socket that `NOTIFY_SOCKET` names.
package enum ServiceManager {
    /// What a manager may want to know.
    package enum News: String, Sendable, Hashable, CaseIterable {
        /// Clients are served from now on.
        case ready = "READY=1\nSTATUS=serving"
        /// The stop has begun; what is in flight gets its answers.
        case stopping = "STOPPING=1\nSTATUS=finishing what is in flight"
    }

    /// The sockets that the manager has passed, by their numbers in this process.
    ///
    /// - Parameter name: Those of one name, as `FileDescriptorName=` gives it, which is that of the
    ///   socket's unit if nothing else is said; `nil` for all.
    package static func sockets(named name: String?) -> [Int32] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        // SAFETY: the names are a list with a null at its end, ours to free, each by itself.
        let count = unsafe sd_listen_fds_with_names(0, &names)
        guard count > 0, let names = unsafe names else { return [] }
        defer { unsafe free(names) }
        var sockets: [Int32] = []
        for index in 0..<Int(count) {
            let own = unsafe names[index].map { unsafe String(cString: $0) }
            unsafe free(names[index])
            if name == nil || own == name { sockets.append(firstSocket + Int32(index)) }
        }
        return sockets
    }

    /// The number of the first socket that is passed (`SD_LISTEN_FDS_START`).
    private static let firstSocket: Int32 = 3

    /// Tells the manager, if there is one.
    ///
    /// - Returns: `false` if there is one that can't be told. Then it is its part to draw conclusions.
    @discardableResult
    package static func tell(_ news: News) -> Bool {
        // SAFETY: the text is lent, zero-terminated, for the call alone.
        unsafe sd_notify(0, news.rawValue) >= 0
    }
}

import CSystemd

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

    /// Tells the manager, if there is one.
    ///
    /// - Returns: `false` if there is one that can't be told. Then it is its part to draw conclusions.
    @discardableResult
    package static func tell(_ news: News) -> Bool {
        // SAFETY: the text is lent, zero-terminated, for the call alone.
        unsafe sd_notify(0, news.rawValue) >= 0
    }
}

import EventLoop
import Files
import ServiceManager

/// What `verdict serve` is told about where the data plane listens.
enum ListenOptions {
    static let options = [
        CommandOption(
            "listen", "ADDRESS",
            help: "[tls:]HOST:PORT, unix:PATH[,mode=OCTAL][,group=NAME] or [tls:]systemd[:NAME]; "
                + "may be repeated"),
        CommandOption(
            "allow-cleartext", help: "listen without TLS where other machines can connect, too"),
    ]

    /// The addresses that are given; `nil` if none is.
    ///
    /// - Throws: If one is none, or would let others read along without having been allowed to.
    static func addresses(_ options: CommandOptions) throws(UsageError) -> [ListenAddress]? {
        guard options.has("listen") else { return nil }
        var addresses: [ListenAddress] = []
        for text in options.values("listen") {
            if let passed = try passedSockets(text) {
                addresses += passed
                continue
            }
            do throws(ListenAddressError) {
                addresses.append(try ListenAddress(parsing: text))
            } catch {
                throw UsageError(error.description)
            }
        }
        for address in addresses where !address.isLocal && !address.isSecure {
            guard options.has("allow-cleartext") else {
                throw UsageError(
                    "`--listen \(address)` can be reached from other machines, without TLS; use a "
                        + "loopback address, a Unix socket or `tls:…`, or give `--allow-cleartext`")
            }
            StandardError.write(
                line: "verdict serve: warning: without TLS, others can read and change what is "
                    + "asked and answered at \(address)")
        }
        return addresses
    }

    /// The sockets that a service manager has passed, if that is what an address means.
    private static func passedSockets(_ text: String) throws(UsageError) -> [ListenAddress]? {
        let isSecure = text.hasPrefix("tls:")
        let place = text.dropFirst(isSecure ? "tls:".count : 0)
        guard place == "systemd" || place.hasPrefix("systemd:") else { return nil }
        let name = place.dropFirst("systemd:".count)
        let numbers = ServiceManager.sockets(named: name.isEmpty ? nil : String(name))
        guard !numbers.isEmpty else {
            throw UsageError("`--listen \(text)`: the service manager has passed no such socket")
        }
        do throws(SystemError) {
            var addresses: [ListenAddress] = []
            for number in numbers {
                addresses.append(try ListenAddress(inheriting: number, isSecure: isSecure))
            }
            return addresses
        } catch {
            throw UsageError("`--listen \(text)`: \(error)")
        }
    }
}

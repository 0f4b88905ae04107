import EventLoop
import Files

/// What `verdict serve` is told about where the data plane listens.
enum ListenOptions {
    static let options = [
        CommandOption(
            "listen", "ADDRESS",
            help: "[tls:]HOST:PORT or unix:PATH[,mode=OCTAL][,group=NAME]; may be repeated"),
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
}

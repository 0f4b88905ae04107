import EventLoop
import Glibc
import HTTPMessage
import Server

/// The daemon's transport with a trivial handler, for tests and for measuring the transport alone.
///
///     TestServer [--listen ADDRESS]... [--workers N] [--hasten FACTOR]
///
/// It prints a line `listening on ADDRESS` for each address, and then `ready`. `--hasten` divides
/// all the durations that the server waits, so that tests need not. For each SIGHUP it prints
/// `reloaded`.
@main
enum TestServer {
    static func main() {
        do {
            let configuration = try configuration(CommandLine.arguments.dropFirst())
            let revision = Revision()
            // Requests give up before their streams are given up.
            let waitMax = configuration.limits.http2.streamDurationMax / 2
            try Server.run(
                configuration: configuration, waiting: revision.waiting,
                makeHandler: { EchoHandler(revision: revision, waitMax: waitMax) },
                onReload: {
                    revision.advance()
                    say("reloaded")
                },
                onReady: announce)
            print("stopped")
        } catch {
            print("error: \(error)")
            exit(2)
        }
    }

    private static func announce(_ addresses: [ListenAddress]) {
        for address in addresses {
            print("listening on \(address)")
        }
        say("ready")
    }

    private static func say(_ line: String) {
        print(line)
        // Into a pipe, output is written block by block, and somebody waits for the line.
        fflush(nil)
    }

    private static func configuration(
        _ arguments: ArraySlice<String>
    ) throws(ListenAddressError) -> ServerConfiguration {
        var configuration = ServerConfiguration()
        var addresses: [ListenAddress] = []
        var rest = arguments
        while let option = rest.popFirst(), let value = rest.popFirst() {
            switch option {
            case "--listen": addresses.append(try ListenAddress(parsing: value))
            case "--workers": configuration.workerCount = Int(value) ?? 1
            case "--hasten": configuration.limits.hasten(by: Int(value) ?? 1)
            case "--connections": configuration.limits.connectionCountMax = Int(value) ?? 1
            case "--age": configuration.limits.connectionAge = .seconds(Int(value) ?? 1)
            default: preconditionFailure("unknown option \(option)")
            }
        }
        if !addresses.isEmpty { configuration.addresses = addresses }
        return configuration
    }
}

extension ServerLimits {
    fileprivate mutating func hasten(by factor: Int) {
        self.http2.streamDurationMax /= factor
        self.idleDurationMax /= factor
        self.connectionAge /= factor
        self.handshakeDurationMax /= factor
        self.stallDurationMax /= factor
        self.lingerDurationMax /= factor
        self.drainConfirmDurationMax /= factor
        self.drainDurationMax /= factor
        self.sweepMilliseconds = max(1, self.sweepMilliseconds / Int32(factor))
    }
}

import EventLoop
import SyntheticWorkload

/// What load to apply, as the command line says.
struct LoadPlan {
    /// How requests of an open loop are spaced.
    enum Arrivals: String {
        /// As independent callers make them.
        case poisson
        /// Evenly.
        case constant
    }

    var target = Target(address: .tcp(host: "127.0.0.1", port: 8180))
    var path = "/access/v1/evaluation"
    var requestsPath = "-"
    var connectionCount = 8
    var streamCount = 32
    var order = KeyOrder.roundRobin
    var count = 100_000
    var warmUpCount = 10_000
    /// Requests a second of an open loop; `nil` for a closed loop.
    var rate: Double?
    var arrivals = Arrivals.poisson
    var serverPID: Int32?
    var checksBody = true
    var sendsUsualFields = false

    /// What the command line has wrong.
    struct UsageError: Error, CustomStringConvertible {
        let description: String
    }

    static let usage = """
        Usage: verdict-load [OPTION]... < REQUESTS

        Sends the requests that `verdict requests` prints to a server over HTTP/2, checks every
        answer, and prints one line of JSON: requests a second, the server's CPU time for each
        request from the kernel's accounting, and latencies in microseconds.

        Without --rate a closed loop: every stream sends its next request when the last is answered.
        With --rate an open loop: requests are sent when they are due, and latency counts from then.

          --target ADDRESS     HOST:PORT or unix:PATH; 127.0.0.1:8180 if not given
          --path PATH          where to post; /access/v1/evaluation if not given
          --requests FILE      the requests; standard input if not given
          --connections C      8 if not given
          --streams M          requests in flight on each connection; 32 if not given
          --order ORDER        round-robin (the default), random, zipf or zipf=EXPONENT
          --count N            requests to measure; 100,000 if not given
          --warm-up N          requests before that, in a closed loop; 10,000 if not given
          --rate R             requests a second of an open loop
          --arrivals KIND      poisson (the default) or constant
          --server-pid PID     the server, whose CPU time is read
          --usual-fields       send user-agent and content-length as well, as most clients do
          --status-only        do not look at bodies: for servers that answer something else
          --help               print this help

        Exit status: 0, 1 if an answer was wrong, 2 if the load could not be applied.
        """

    /// Reads a command line; `nil` if it asks for help.
    init?(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--help": return nil
            case "--status-only": checksBody = false
            case "--usual-fields": sendsUsualFields = true
            default:
                guard let value = rest.popFirst() else {
                    throw UsageError(description: "option `\(option)` is unknown or needs a value")
                }
                guard try set(option, value) else {
                    throw UsageError(description: "bad value `\(value)` for `\(option)`")
                }
            }
        }
    }

    private mutating func set(_ option: String, _ value: String) throws(UsageError) -> Bool {
        func number(_ range: ClosedRange<Int>, _ set: (Int) -> Void) -> Bool {
            guard let number = Int(value), range.contains(number) else { return false }
            set(number)
            return true
        }
        switch option {
        case "--target":
            guard let address = try? ListenAddress(parsing: value) else { return false }
            target = Target(address: address)
        case "--path": path = value
        case "--requests": requestsPath = value
        case "--connections": return number(1...10_000) { connectionCount = $0 }
        case "--streams": return number(1...256) { streamCount = $0 }
        case "--count": return number(1...1_000_000_000) { count = $0 }
        case "--warm-up": return number(0...1_000_000_000) { warmUpCount = $0 }
        case "--rate": return number(1...10_000_000) { rate = Double($0) }
        case "--server-pid": return number(1...Int(Int32.max)) { serverPID = Int32($0) }
        case "--order":
            guard let order = KeyOrder(value) else { return false }
            self.order = order
        case "--arrivals":
            guard let arrivals = Arrivals(rawValue: value) else { return false }
            self.arrivals = arrivals
        default: throw UsageError(description: "unknown option `\(option)`")
        }
        return true
    }
}

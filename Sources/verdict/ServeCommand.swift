import AdminPlane
import BearerTokens
import DecisionAPI
import DecisionPoint
import Directory
import EventLoop
import Files
import FlatMemory
import GRPCServices
import Glibc
import RequestMapping
import Server
import ServiceManager
import Synchronization

/// `verdict serve`: the daemon.
enum ServeCommand: Command {
    static let name = "serve"
    static let summary = "serve decisions over HTTP/2"
    static let operands = "[BUNDLE]"
    static let discussion = """
        Loads a bundle, a directory or the output of `aws iam get-account-authorization-details`
        (without one everything is denied), and answers AuthZEN requests over HTTP/2
        until SIGTERM or SIGINT. It then finishes what is in flight, within --drain-timeout; a second
        signal ends it at once. Without --listen it listens on 127.0.0.1:8180. Where
        other machines can connect it speaks TLS (`tls:HOST:PORT` and --tls-certificate), or clear text
        with --allow-cleartext. Policies see a client certificate as `verdict:PeerName`, and the user of a
        process at a Unix socket as `verdict:PeerUserId`. The line `listening
        on ADDRESS` on standard output says that it is ready.

        When files of the bundle change, and on SIGHUP, the bundle is loaded again; if it is bad,
        every error is listed and the policies before stay in force. Each answer says in the header
        Verdict-Revision which revision of the policies made it. A request with the header
        Verdict-At-Least waits up to 2 seconds for that revision, and then gets status 503.

        With --synthetic it serves a made-up policy of N statements over many roles, for load tests:
        `verdict requests` prints matching requests and their answers.

        With --store it also keeps users, roles, policies and keys in a file, and serves the IAM API
        for them on the admin plane over HTTP/1.1, to whoever signs with a key of `verdict key`. The
        line `administration on ADDRESS` says where. The admin plane also answers decisions, /healthz,
        /readyz, /version, /config and /metrics.

        With --config gateways may ask about HTTP requests, at /forward-auth on both planes, and Envoy
        over gRPC (envoy.service.auth.v3.Authorization) on the data plane: the file says which request is which action on which resource. `verdict validate` checks it, and
        `verdict eval --http` shows what it makes of a request.

        With --tokens callers need a bearer token of `verdict token`. This file, the configuration and those
        of the admin plane's TLS are read again when they change, and on SIGHUP; if they are bad, what
        was read before stays in force.

        Exit status: 0 after a clean stop, 2 if it cannot start; every error of a bad bundle is
        then listed and nothing is served.
        """
    static let options =
        [
            CommandOption("workers", "N", help: "event loops; one for each processor if not given"),
            CommandOption("base-url", "URL", help: "what the discovery document says clients use"),
            SyntheticOption.option("serve made-up policies instead of a bundle"),
        ] + ListenOptions.options + DataTLSOptions.options + CacheOptions.options
        + AdminOptions.options + TokenOptions.options
        + ConfigurationOptions.options + LimitOptions.options
    static let example = "verdict serve deploy/example --listen 127.0.0.1:8180"

    static func run(_ options: CommandOptions) throws(UsageError) -> Int32 {
        guard options.operands.count <= 1 else { throw UsageError("give one bundle") }
        let workload = try SyntheticOption.workload(options)
        guard workload == nil || options.operands.isEmpty else {
            throw UsageError("give a bundle or --synthetic, not both")
        }
        var configuration = try configuration(options)
        let counters = DaemonCounters()
        let cacheOptions = try CacheOptions(options)
        let makeAccess = try cacheOptions.makeAccesses(counting: counters.cache)
        let adminOptions = try AdminOptions(options)
        if options.operands.isEmpty, workload == nil, adminOptions.storePath == nil {
            StandardError.write(line: "verdict serve: no bundle given, so everything is denied")
        }
        let tls = try DataTLSOptions(options, listeningAt: configuration.addresses)
        guard let certificates = tls.load(counting: counters.reloads),
            let tokens = TokenOptions(options).load(counting: counters.reloads),
            let mapping = ConfigurationOptions(options).load(counting: counters.reloads),
            let inputs = adminOptions.load(),
            let policies = ServedPolicies(
                path: options.operands.first, madeUp: workload?.bundle, inputs: inputs,
                // The admin plane decides, too.
                readerCountMax: configuration.workerCount + 1)
        else { return ExitStatus.usage }
        configuration.identities = certificates.store
        let publisher = policies.publisher
        let baseURL = options.value("base-url") ?? defaultBaseURL(configuration.addresses)
        let (tokenStore, configurationStore) = (tokens.store, mapping.store)
        let drain = DrainFlag()
        let makeRouter: @Sendable () -> DecisionRouter = {
            let counts = counters.decisions.add(DecisionCounters())
            let source = LoopSource(
                DecisionPoint(publisher.cell, cache: makeAccess?()), counters: counts,
                epochSeconds: epochSeconds)
            return DecisionRouter(
                source: source, baseURL: baseURL,
                protocols: protocols(
                    mapping: configurationStore, drain: drain, source, counts),
                counters: counts, tokens: tokenStore.map(TokenGate.init))
        }
        var admin: RunningAdminPlane?
        if let address = adminOptions.address {
            let status = StatusPages(
                version: CommandTable.version, publisher: publisher, counters: counters,
                configuration: ConfigurationPage(
                    options, configuration, baseURL: baseURL,
                    cacheEntryCount: cacheOptions.entryCount),
                drain: drain, epochSeconds: epochSeconds)
            admin = RunningAdminPlane(
                adminOptions, at: address, inputs, policies, counting: counters.reloads
            ) {
                AdminHandler(
                    $0, status: status, decisions: makeRouter(),
                    access: adminOptions.access(tokenStore))
            }
            guard admin != nil else { return ExitStatus.usage }
        }
        defer { admin?.stop() }
        LimitOptions.raiseFileLimit(for: configuration)
        let waiting = WaitingRequests()
        publisher.onPublish { _ in waiting.retry() }
        defer {
            policies.stopWatching()
            tokens.stopWatching()
            mapping.stopWatching()
            certificates.stopWatching()
        }
        do throws(ServerError) {
            try Server.run(
                configuration: configuration, waiting: waiting, counters: counters.loops,
                makeHandler: makeRouter,
                onReload: {
                    policies.reload()
                    tokens.reload()
                    mapping.reload()
                    certificates.reload()
                    admin?.reloadCertificates()
                },
                onStop: {
                    drain.set()
                    ServiceManager.tell(.stopping)
                },
                onReady: { addresses in
                    policies.watch(with: admin?.administration)
                    tokens.watch()
                    mapping.watch()
                    certificates.watch()
                    admin?.watchCertificates()
                    for address in addresses { print("listening on \(address)") }
                    if let admin { print("administration on \(admin.address)") }
                    fflush(nil)
                    ServiceManager.tell(.ready)
                })
            return ExitStatus.success
        } catch {
            StandardError.write(line: "verdict serve: \(error)")
            return ExitStatus.usage
        }
    }

    /// What is served beside AuthZEN, for one event loop.
    private static func protocols(
        mapping: ConfigurationStore?, drain: DrainFlag, _ source: LoopSource,
        _ counters: DecisionCounters
    ) -> [any MountedProtocol] {
        let others: [any MountedProtocol] = [Health(drain: drain), OPAData(source: source)]
        guard let mapping else { return others }
        let decider = MappedDecider(source: source, store: mapping, counters: counters)
        return [
            ExternalAuthorization(source: source, decider: decider),
            ForwardAuth(source: source, decider: decider),
        ] + others
    }

    private static func configuration(
        _ options: CommandOptions
    ) throws(UsageError) -> ServerConfiguration {
        var configuration = ServerConfiguration()
        if let addresses = try ListenOptions.addresses(options) {
            configuration.addresses = addresses
        }
        if let workers = try options.number("workers", in: 1...256) {
            configuration.workerCount = workers
        }
        try LimitOptions.apply(options, to: &configuration.limits)
        return configuration
    }
}

/// Where clients reach the API if nobody says so: the first address that is no Unix socket.
private func defaultBaseURL(_ addresses: [ListenAddress]) -> String {
    for address in addresses {
        switch address {
        case .tcp: return "http://\(address)"
        case .tls: return "https://\(address.description.dropFirst("tls:".count))"
        case .unix, .inherited: continue
        }
    }
    return "http://127.0.0.1:8180"
}

/// Whole seconds since 1970 in UTC.
func epochSeconds() -> Int64 { Int64(time(nil)) }

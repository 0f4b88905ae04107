import AdminPlane
import BearerTokens
import DecisionPoint
import Directory
import EventLoop
import Files
import HTTP1
import Identities
import ServiceLinkedRoles
import Store

/// What `verdict serve` is told about the admin plane.
struct AdminOptions {
    static let options =
        [
            CommandOption("store", "PATH", help: "the file of users, roles, policies and keys"),
            CommandOption(
                "services", "DIR", help: "definitions of services, beside those built in"),
            CommandOption(
                "admin", "ADDRESS",
                help: "where the admin plane listens; 127.0.0.1:8181 with --store"),
            CommandOption(
                "deletion-delay", "SECONDS",
                help: "how long a deletion of a service-linked role waits; 1 if not given"),
        ] + AdminTLSOptions.options

    /// Where records are kept; `nil` if nothing can be changed.
    let storePath: String?
    /// Where definitions of services are.
    let servicesPath: String?
    /// Where the admin plane listens; `nil` if there is none.
    let address: ListenAddress?
    /// In seconds.
    let deletionDelay: Int64
    /// How it speaks TLS.
    let tls: AdminTLSOptions

    init(_ options: CommandOptions) throws(UsageError) {
        storePath = options.value("store")
        tls = try AdminTLSOptions(options)
        servicesPath = options.value("services")
        // LIMIT: an hour; whoever wants to wait longer wants something else.
        deletionDelay = Int64(try options.number("deletion-delay", in: 0...3_600) ?? 1)
        guard let text = options.value("admin") ?? storePath.map({ _ in "127.0.0.1:8181" }) else {
            address = nil
            return
        }
        do throws(ListenAddressError) { address = try ListenAddress(parsing: text) } catch {
            throw UsageError(error.description)
        }
        guard address?.isSecure == false else {
            throw UsageError("`--admin` takes no `tls:`; give `--admin-tls-cert` instead")
        }
        guard address?.isLocal == false else { return }
        let reach = "`--admin \(text)` can be reached from other machines"
        guard tls.isOn else {
            throw UsageError(
                "\(reach), so it needs `--admin-tls-cert` and `--admin-tls-key`; or use a loopback "
                    + "address or a Unix socket")
        }
        guard tls.asksForCertificates || options.has("tokens") else {
            throw UsageError(
                "\(reach), so callers need a proof: give `--tokens` or `--admin-client-ca`")
        }
    }

    /// Who may make calls that are not signed.
    ///
    /// - Parameter tokens: Those that are good, if any are asked for.
    func access(_ tokens: TokenStore?) -> AdminAccess {
        let isOpen = address?.isLocal == true && !tls.asksForCertificates
        return isOpen ? .open : .proven(tokens: tokens.map(TokenGate.init))
    }

    /// Opens the store and loads what is in it, and the definitions of services.
    ///
    /// - Returns: `nil` after printing every error.
    func load() -> AdminInputs? {
        var inputs = AdminInputs()
        if let servicesPath {
            do throws(ServiceCatalogueErrors) {
                inputs.catalogue = try ServiceCatalogue.load(directory: servicesPath)
            } catch {
                for error in error.errors { StandardError.write(line: "\(error)") }
                return nil
            }
        }
        guard let storePath else { return inputs }
        do throws(RecordStoreError) {
            let store = try SQLiteStore(path: storePath)
            inputs.records = Registry(try store.load())
            inputs.store = store
            return inputs
        } catch {
            StandardError.write(line: "verdict serve: \(error.message)")
            return nil
        }
    }
}

/// What the admin plane starts from.
struct AdminInputs {
    var catalogue = ServiceCatalogue.builtIn
    var store: SQLiteStore?
    var records = Registry()
}

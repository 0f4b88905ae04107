import Files
import LockFree
import PolicyLanguage
import Synchronization

/// The configuration that is in force, as its file says; it may be read again at any time.
package final class ConfigurationStore: Sendable {
    /// Where the file is.
    package let path: String

    private let state: Mutex<(configuration: SidecarConfiguration, text: [UInt8])>
    private let versionCell = Atomic<UInt64>(1)
    private let counters: ReloadCounters
    private let log: @Sendable (String) -> Void

    // LIMIT: bytes of a file, as for any YAML; larger files are not read at all.
    private static let byteCountMax = 1 << 20

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - counters: Count later readings.
    ///   - log: Takes lines for people.
    /// - Throws: Everything that is wrong with it.
    package init(
        path: String, counters: ReloadCounters,
        log: @escaping @Sendable (String) -> Void = StandardError.write(line:)
    ) throws(RequestMap.Mistakes) {
        self.path = path
        self.counters = counters
        self.log = log
        let text = try Self.read(path)
        state = Mutex((try SidecarConfiguration(text, file: path), text))
    }

    /// Creates one without a file, whose configuration stays.
    package init(_ configuration: SidecarConfiguration) {
        path = ""
        counters = ReloadCounters()
        log = { _ in }
        state = Mutex((configuration, []))
    }

    /// Reads the file again. If it is bad, the configuration before stays in force.
    ///
    /// - Parameter isAsked: Whether to say so even if nothing has changed.
    package func reload(isAsked: Bool) {
        do throws(RequestMap.Mistakes) {
            let text = try Self.read(path)
            guard isAsked || state.withLock({ $0.text != text }) else { return }
            let configuration = try SidecarConfiguration(text, file: path)
            state.withLock { $0 = (configuration, text) }
            versionCell.wrappingAdd(1, ordering: .releasing)
            counters.countSuccess(of: .configuration)
            log("reloaded `\(path)`: \(configuration.map.routeCount) routes")
        } catch {
            counters.countFailure(of: .configuration)
            for mistake in error.mistakes { log("\(mistake)") }
            log("reloading `\(path)` failed: the configuration before stays in force")
        }
    }

    /// Grows with each change.
    package var version: UInt64 { versionCell.load(ordering: .acquiring) }

    /// What is in force.
    package var current: SidecarConfiguration { state.withLock { $0.configuration } }

    private static func read(_ path: String) throws(RequestMap.Mistakes) -> [UInt8] {
        if FilePermissions(of: path)?.isWritableByOthers == true {
            let message = "everybody may write to this file, and so decide what is allowed"
            throw .init(mistakes: [FileMistake(file: path, message: message)])
        }
        do throws(FileError) {
            return try FileContents.read(path, byteCountMax: byteCountMax)
        } catch {
            throw .init(mistakes: [FileMistake(file: path, message: error.message)])
        }
    }
}

import Files
import LockFree
import PolicyLanguage
import Synchronization

/// The tokens that are good now, as their file says; it may be read again at any time.
///
/// INVARIANT (turn): `table` and `text` are read and written only by the thread that has taken
/// `turn`, and `version` changes within it.
@safe
package final class TokenStore: @unchecked Sendable {
    // SAFETY (Sendable): (turn) says who uses what changes; all else is immutable or Sendable.

    /// Where the file is.
    package let path: String

    private let turn = Turn()
    private var table: TokenTable
    private var text: [UInt8]
    private let versionCell = Atomic<UInt64>(1)
    private let counters: ReloadCounters
    private let log: @Sendable (String) -> Void

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - counters: Count later readings.
    ///   - log: Takes lines for people.
    /// - Throws: What is wrong with it.
    package init(
        path: String, counters: ReloadCounters,
        log: @escaping @Sendable (String) -> Void = StandardError.write(line:)
    ) throws(TokenFileError) {
        self.path = path
        self.counters = counters
        self.log = log
        text = try Self.read(path)
        table = try TokenTable(text, path: path)
        warn()
    }

    /// Reads the file again. If it is bad, the tokens before stay good.
    ///
    /// - Parameter isAsked: Whether to say so even if nothing has changed.
    package func reload(isAsked: Bool) {
        do throws(TokenFileError) {
            let text = try Self.read(path)
            guard isAsked || turn.take({ text != self.text }) else { return }
            let table = try TokenTable(text, path: path)
            turn.take {
                self.table = table
                self.text = text
                versionCell.wrappingAdd(1, ordering: .releasing)
            }
            counters.countSuccess(of: .tokens)
            log("reloaded `\(path)`: \(table.count) tokens")
            warn()
        } catch {
            counters.countFailure(of: .tokens)
            for mistake in error.mistakes { log("\(mistake)") }
            log("reloading `\(path)` failed: the tokens before stay good")
        }
    }

    /// Grows with each change.
    var version: UInt64 { versionCell.load(ordering: .acquiring) }

    /// The tokens, and the version that they are.
    var current: (table: TokenTable, version: UInt64) { turn.take { (table, version) } }

    private static func read(_ path: String) throws(TokenFileError) -> [UInt8] {
        if FilePermissions(of: path)?.isWritableByOthers == true {
            let message = "everybody may write to this file, and so decide who is let in"
            throw TokenFileError(mistakes: [FileMistake(file: path, message: message)])
        }
        do throws(FileError) {
            return try FileContents.read(path, byteCountMax: TokenTable.byteCountMax)
        } catch {
            throw TokenFileError(mistakes: [FileMistake(file: path, message: error.message)])
        }
    }

    private func warn() {
        if FilePermissions(of: path)?.isReadableByOthers == true {
            log("\(path): everybody may read this file; it has no token, but tells who has one")
        }
    }
}

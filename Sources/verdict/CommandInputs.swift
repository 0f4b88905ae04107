import Directory
import Files
import FlatMemory

/// Loading the bundle that a command names.
enum BundleOption {
    /// Loads and compiles a bundle, or one without accounts if there is no path; on failure prints
    /// every error and returns `nil`.
    static func snapshot(_ path: String?, command: String) -> Snapshot? {
        let hash = KeyedHash.drawn()
        do {
            let bundle = try path.map { try BundleLoader().load(path: $0) } ?? Bundle(accounts: [])
            return try Snapshot(bundle, hash: hash)
        } catch let error as BundleErrors {
            for one in error.errors { StandardError.write(line: "\(one)") }
        } catch {
            StandardError.write(line: "verdict \(command): \(error)")
        }
        return nil
    }
}

/// Files that commands read whole.
enum InputFile {
    // LIMIT: far beyond any file that a person tests with, and small enough to hold in memory.
    /// The greatest number of bytes of one file.
    static let byteCountMax = 256 << 20
}

extension KeyedHash {
    /// A hash function with a random key, as each process draws one.
    static func drawn() -> KeyedHash { KeyedHash(key: UInt64.random(in: .min ... .max)) }
}

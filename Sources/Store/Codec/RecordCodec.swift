import Identities
import StrictJSON

/// Records as JSON objects, the form in which stores keep them.
///
/// What is kept is what can be read: writing reads back what it has written, and reading takes
/// nothing that it does not know to the last member.
package enum RecordCodec {
    /// LIMIT: the greatest length of a record's JSON in bytes. Only imported resource policies and
    /// organizations come near it; with its key a record has to fit into a row of a database.
    package static let byteCountMax = 15 << 20

    private static let limits = JSONLimits(
        // LIMIT: records nest 4 deep; a value for every 8 bytes of text.
        depthMax: 8, byteCountMax: byteCountMax, nodeCountMax: byteCountMax / 8)

    /// The JSON of a record.
    ///
    /// - Throws: If it would not read back as the same record.
    package static func encode(_ record: Record) throws(RecordCodecError) -> [UInt8] {
        var writer = JSONWriter()
        coded(record).write(to: &writer)
        guard try decode(writer.bytes, as: record.key) == record else {
            throw RecordCodecError(key: record.key, message: "does not read back as it was written")
        }
        return writer.bytes
    }

    /// The record of a JSON text.
    ///
    /// - Parameter key: The key under which it is kept.
    /// - Throws: What is wrong with it, if it says anything but a record of this key.
    package static func decode(
        _ bytes: [UInt8], as key: RecordKey
    ) throws(RecordCodecError) -> Record {
        let tree: JSONTree
        do throws(JSONError) { tree = try JSONTree(parsing: bytes, limits: limits) } catch {
            throw RecordCodecError(key: key, message: "\(error.message) (byte \(error.offset))")
        }
        let record: Record
        do throws(MemberError) { record = try read(key.kind, tree) } catch {
            throw RecordCodecError(key: key, message: error.message)
        }
        guard record.key == key else {
            throw RecordCodecError(key: key, message: "is that of \(record.key.label)")
        }
        return record
    }

    private static func read(
        _ kind: RecordKey.Kind, _ tree: JSONTree
    ) throws(MemberError) -> Record {
        func value<Value: ObjectCoded>() throws(MemberError) -> Value {
            try Value(reading: tree.root, in: tree)
        }
        switch kind {
        case .account: return .account(try value())
        case .organization: return .organization(try value())
        case .role: return .role(try value())
        case .user: return .user(try value())
        case .group: return .group(try value())
        case .policy: return .policy(try value())
        case .accessKey: return .accessKey(try value())
        case .serviceSetup: return .serviceSetup(try value())
        case .roleUse: return .roleUse(try value())
        case .deletionTask: return .deletionTask(try value())
        }
    }

    private static func coded(_ record: Record) -> any JSONCoded {
        switch record {
        case .account(let value): value
        case .organization(let value): value
        case .role(let value): value
        case .user(let value): value
        case .group(let value): value
        case .policy(let value): value
        case .accessKey(let value): value
        case .serviceSetup(let value): value
        case .roleUse(let value): value
        case .deletionTask(let value): value
        }
    }
}

/// Why a record can't be kept, or can't be read.
package struct RecordCodecError: Error, Sendable, Hashable {
    /// Which record.
    package var key: RecordKey
    /// What is wrong with it.
    package var message: String

    /// One line for people.
    package var description: String { "\(key.label): \(message)" }
}

extension RecordKey {
    /// How messages call a record: ``role `deployer` of account 111122223333``.
    package var label: String {
        let sort = kind.rawValue.split(separator: "-").joined(separator: " ")
        switch (name.isEmpty, account.isEmpty) {
        case (true, true): return sort
        case (true, false): return "\(sort) \(account)"
        case (false, true): return "\(sort) `\(name)`"
        case (false, false): return "\(sort) `\(name)` of account \(account)"
        }
    }
}

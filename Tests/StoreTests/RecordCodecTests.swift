import Identities
import Testing

@testable import Store

@Suite("Codec of records")
struct RecordCodecTests {
    @Test("every record reads back as itself, byte for byte", arguments: 1...4)
    func roundTrip(seed: UInt64) throws {
        var generator = RecordGenerator(seed: seed)
        for _ in 0..<500 {
            let record = generator.record()
            let bytes = try RecordCodec.encode(record)
            let read = try RecordCodec.decode(bytes, as: record.key)
            #expect(read == record, "seed \(seed)")
            // `==` takes texts for equal that differ in how accents are spelled.
            #expect(try RecordCodec.encode(read) == bytes, "seed \(seed)")
        }
    }

    static let key = RecordKey(.accessKey, account: "111122223333", name: "AKIA")
    static let members = [
        #""id":"AKIA""#, #""secret":"s""#, #""principal":"p""#, #""account":"111122223333""#,
        #""created":7"#,
    ]

    static func text(_ members: [String]) -> String { "{\(members.joined(separator: ","))}" }

    static func message(_ text: String, as key: RecordKey = Self.key) -> String? {
        do {
            _ = try RecordCodec.decode(Array(text.utf8), as: key)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("members may stand in any order")
    func order() {
        #expect(Self.message(Self.text(Self.members.reversed())) == nil)
    }

    @Test("each member is needed, and each by its own type", arguments: members.indices)
    func strictness(index: Int) {
        let name = String(Self.members[index].split(separator: "\"")[0])
        let label = "access key `AKIA` of account 111122223333"
        var members = Self.members
        members.remove(at: index)
        #expect(Self.message(Self.text(members)) == "\(label): member `\(name)` is missing")
        for wrong in ["null", "true", "[]", "{}", "1.5"] {
            members = Self.members
            members[index] = "\"\(name)\":\(wrong)"
            let kind = name == "created" ? "an integer" : "a string"
            #expect(
                Self.message(Self.text(members)) == "\(label): member `\(name)` must be \(kind)")
        }
    }

    @Test(
        "what cannot be understood is refused, with its name and place",
        arguments: [
            (#"{"id":"AKIA","secret":"s","#, "text ends where a member name is expected (byte 26)"),
            ("[]", "the record must be an object"),
            (text(members + [#""scope":1"#]), "unknown member `scope`, perhaps of a newer version"),
            (text(members + [#""id":"x""#]), "duplicate"),
            (text(members) + " x", "(byte "),
            (
                text(members).replacing("AKIA", with: "AKIB"),
                "is that of access key `AKIB` of account 111122223333"
            ),
            (text(members).replacing(#""s""#, with: #""""#), "secret is empty"),
            (text(members).replacing("7", with: "9223372036854775808"), "must be an integer"),
        ])
    func refusals(text: String, message: String) {
        let found = Self.message(text)
        #expect(found?.contains(message) == true, "\(found ?? "no error")")
    }

    static func policy(_ versions: [Int], inForce: Int, next: Int, name: String = "p")
        -> ManagedPolicyRecord
    {
        ManagedPolicyRecord(
            head: EntityHead(account: "aws", name: name, id: "", created: 0),
            account: "111122223333",
            versions: versions.map { .init(number: $0, document: "{}", created: 0) },
            defaultVersion: inForce, nextVersion: next, updated: 0)
    }

    @Test(
        "a record whose parts do not go together is not written",
        arguments: [
            (policy([1, 3], inForce: 3, next: 4), nil),
            (policy([], inForce: 1, next: 2), "version 1 is in force and does not exist"),
            (policy([1, 2], inForce: 3, next: 4), "version 3 is in force and does not exist"),
            (policy([2, 1], inForce: 1, next: 3), "versions are not numbered upwards"),
            (policy([1, 1], inForce: 1, next: 3), "versions are not numbered upwards"),
            (policy([0], inForce: 0, next: 3), "versions are not numbered upwards"),
            (policy([1, 2], inForce: 1, next: 2), "the next version exists"),
            (policy([1], inForce: 1, next: 2, name: ""), "name is empty"),
        ] as [(ManagedPolicyRecord, String?)])
    func flaws(policy: ManagedPolicyRecord, message: String?) {
        if let message {
            let error = #expect(throws: RecordCodecError.self) {
                try RecordCodec.encode(policy.record)
            }
            #expect(error?.message == message)
        } else {
            #expect(throws: Never.self) { try RecordCodec.encode(policy.record) }
        }
    }

    @Test("an error inside a list names the way there")
    func path() throws {
        let record = Self.policy([1], inForce: 1, next: 2)
        let text = String(decoding: try RecordCodec.encode(record.record), as: UTF8.self)
        let broken = text.replacing(#"{"number":1,"#, with: #"{"number":"1","#)
        #expect(
            Self.message(broken, as: record.key)
                == "policy `aws/p` of account 111122223333: "
                + "member `versions.number` must be an integer")
    }
}

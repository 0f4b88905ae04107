import Foundation
import Identities
import SQLite
import TestSupport
import Testing

@testable import Store

@Suite("Store in an SQLite file")
struct SQLiteStoreTests {
    let directory: TemporaryDirectory
    var path: String { directory.path("store") }

    init() throws { directory = try TemporaryDirectory() }

    static func registry(_ store: SQLiteStore) throws -> [Record] {
        try store.load().sorted { "\($0.key)" < "\($1.key)" }
    }

    /// An open store, loaded.
    func open() throws -> SQLiteStore {
        let store = try SQLiteStore(path: path)
        _ = try store.load()
        return store
    }

    @Test("keeps every sort of record until it is opened again, and replaces by key")
    func roundTrip() throws {
        var generator = RecordGenerator(seed: 11)
        var expected: [RecordKey: Record] = [:]
        let store = try open()
        for _ in 0..<40 {
            let records = (0..<5).map { _ in generator.record() }
            #expect(try store.commit(records.map { .put($0) }, publish: { true }))
            for record in records { expected[record.key] = record }
        }
        let gone = expected.keys.prefix(20)
        #expect(try store.commit(gone.map { .remove($0) }, publish: { true }))
        for key in gone { expected[key] = nil }
        let other = try SQLiteStore(path: path)
        for found in [try store.load(), try other.load()] {
            #expect(found.count == expected.count)
            #expect(found.allSatisfy { expected[$0.key] == $0 })
        }
    }

    @Test("the file is its owner's alone, since it holds secrets")
    func mode() throws {
        let store = try open()
        _ = try store.commit([Sample.role("r").put], publish: { true })
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: directory.path(name))
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test("what is not published is not kept, and what is published is ready to be kept")
    func publish() throws {
        let store = try open()
        #expect(try store.commit([Sample.role("a").put], publish: { true }))
        var callCount = 0
        let changes = [Sample.role("a").remove, Sample.role("b").put]
        let isKept = try store.commit(changes) {
            callCount += 1
            return false
        }
        #expect(!isKept && callCount == 1)
        #expect(try store.load() == [Sample.role("a").record])
        #expect(try store.commit(changes, publish: { true }))
        #expect(try store.load() == [Sample.role("b").record])
    }

    @Test("a record that can't be kept keeps the others from being kept, and isn't published")
    func allOrNothing() throws {
        let store = try open()
        var flawed = Sample.policy("p")
        flawed.versions = []
        let error = #expect(throws: RecordStoreError.self) {
            try store.commit([Sample.role("a").put, .put(.policy(flawed))]) {
                Issue.record("published")
                return true
            }
        }
        #expect(error?.kind == .broken)
        #expect(try store.load().isEmpty)
    }

    @Test("a record of the greatest length is kept, and a longer one is not")
    func length() throws {
        let store = try open()
        let frame = try RecordCodec.encode(OrganizationRecord(text: "").record).count
        let longest = String(repeating: "x", count: RecordCodec.byteCountMax - frame)
        let record = OrganizationRecord(text: longest)
        #expect(try store.commit([record.put], publish: { true }))
        #expect(try store.load() == [record.record])
        #expect(throws: RecordStoreError.self) {
            try store.commit([OrganizationRecord(text: longest + "x").put], publish: { true })
        }
    }

    @Test("what somebody else has changed stands in the way until it is loaded")
    func conflict() throws {
        let (one, other) = (try open(), try open())
        #expect(try !one.hasNews() && !other.hasNews())
        #expect(try one.commit([Sample.role("a").put], publish: { true }))
        #expect(try !one.hasNews())
        #expect(try other.hasNews())
        let error = #expect(throws: RecordStoreError.self) {
            try other.commit([Sample.role("b").put]) {
                Issue.record("published")
                return true
            }
        }
        #expect(error?.kind == .conflict)
        #expect(try other.load().count == 1)
        #expect(try !other.hasNews())
        #expect(try other.commit([Sample.role("b").put], publish: { true }))
        #expect(try one.hasNews())
    }

    @Test("what another has undone is no news")
    func undone() throws {
        let (one, other) = (try open(), try open())
        #expect(try !one.commit([Sample.role("a").put], publish: { false }))
        #expect(try !other.hasNews())
        #expect(try other.commit([Sample.role("b").put], publish: { true }))
    }

    @Test("without having loaded, nobody knows what changes would change")
    func unloaded() throws {
        let store = try SQLiteStore(path: path)
        #expect(try store.hasNews())
        let error = #expect(throws: RecordStoreError.self) {
            try store.commit([Sample.role("a").put], publish: { true })
        }
        #expect(error?.kind == .conflict)
    }

    @Test("somebody who writes for too long is not waited for")
    func busy() throws {
        let (one, other) = (
            try open(),
            try SQLiteStore(
                path: path, migrations: SQLiteStore.migrations, busyTimeout: .milliseconds(1))
        )
        _ = try other.load()
        let isKept = try one.commit([Sample.role("a").put]) {
            let error = #expect(throws: RecordStoreError.self) {
                try other.commit([Sample.role("b").put], publish: { true })
            }
            #expect(error?.kind == .busy)
            return true
        }
        #expect(isKept)
    }

    @Test(
        "what can't be understood is an error, and nothing is left out",
        arguments: [
            ("INSERT INTO records VALUES ('gadget', '', 'x', x'7B7D')", "sort of record `gadget`"),
            ("INSERT INTO records VALUES ('role', '1', 'x', x'7B7D')", "role `x` of account 1: "),
            ("UPDATE records SET name = 'other'", "is that of role `good`"),
        ])
    func broken(sql: String, message: String) throws {
        let store = try open()
        #expect(try store.commit([Sample.role("good").put], publish: { true }))
        try Database(path: path).run(sql)
        let error = #expect(throws: RecordStoreError.self) { try store.load() }
        #expect(error?.kind == .broken)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test("older files are brought up to date, and newer ones refused")
    func migrations() throws {
        // As it is before the first step: ours, and empty.
        _ = try Database(path: path)
        #expect(try open().commit([Sample.role("old").put], publish: { true }))
        let step =
            "UPDATE records SET body = CAST(replace(body, '\"old\"', '\"new\"') AS BLOB), name = 'new'"
        let steps = SQLiteStore.migrations + [step]
        for _ in 0..<2 {
            let newer = try SQLiteStore(path: path, migrations: steps)
            #expect(try newer.load() == [Sample.role("new").record])
        }
        let error = #expect(throws: RecordStoreError.self) { try SQLiteStore(path: path) }
        #expect(error?.kind == .broken)
        #expect(error?.message.hasSuffix("this program knows none after 1") == true)
    }

    @Test("a path that can't be a store is refused", arguments: ["", "missing/store", "a\u{0}b"])
    func paths(path: String) {
        let error = #expect(throws: RecordStoreError.self) {
            try SQLiteStore(path: path.isEmpty ? directory.path : directory.path(path))
        }
        #expect(error?.kind == .broken)
    }
}

import DecisionPoint
import Directory
import Identities
import IdentityAPI
import RequestSigning
import ServiceLinkedRoles
import Store

/// What ``Administration`` guards.
struct AdministrationState: ~Copyable {
    let catalogue: ServiceCatalogue
    let publisher: Publisher
    let deletionDelay: Int64

    private let store: (any RecordStore)?
    private let merge: BundleMerge
    private let readFiles: @Sendable () throws(BundleErrors) -> BundleFiles?

    /// What the store keeps.
    private(set) var own: Registry
    /// The bundle as its files are.
    private var files: Bundle?
    /// What the files have, as records; `nil` until somebody asks.
    private var bundleRecords: Registry?

    /// Whether a deletion has been asked for since somebody looked.
    private var hasRequestedDeletion = false

    var permissions: PermissionCheck
    var replays: ReplayGuard

    init(_ parts: Administration.Parts) {
        let catalogue = parts.catalogue
        self.catalogue = catalogue
        publisher = parts.publisher
        deletionDelay = parts.deletionDelay
        store = parts.store
        merge = BundleMerge(catalogue)
        readFiles = parts.readFiles
        own = parts.records
        files = parts.files
        permissions = PermissionCheck(hash: parts.publisher.snapshot.hash)
        replays = ReplayGuard(start: parts.epochSeconds())
    }

    /// What calls can see. What the files have is read when it is first asked for after a change.
    mutating func view() throws(AdministrationError) -> IdentityView {
        if bundleRecords == nil {
            do throws(BundleErrors) {
                let files = try readFiles()
                bundleRecords =
                    try files.map { (files) throws(BundleErrors) in
                        Registry(try BundleRecords(reading: files).accounts.flatMap(\.entities))
                    } ?? Registry()
            } catch {
                throw .bundle(error)
            }
        }
        return IdentityView(
            own: own, bundle: bundleRecords ?? Registry(), catalogue: catalogue,
            serviceControl: { [organization = publisher.snapshot.bundle.organization] account in
                organization?.placement(of: account)?.serviceControl ?? []
            })
    }

    /// Takes over what other processes have changed in the store.
    mutating func refresh() throws(AdministrationError) {
        guard let store else { return }
        let records: Registry?
        do throws(RecordStoreError) {
            records = try store.hasNews() ? Registry(try store.load()) : nil
        } catch {
            throw .store(error)
        }
        guard let records else { return }
        _ = try serve(files, records)
        own = records
    }

    /// Serves a bundle whose files have changed, with what the store keeps.
    mutating func publish(files changed: Bundle) throws(AdministrationError) -> UInt64 {
        let revision = try serve(changed, own)
        files = changed
        bundleRecords = nil
        return revision
    }

    /// Keeps changes and serves them, both or neither.
    ///
    /// They are served before they are kept, though only by as much as writing them takes: what
    /// can't be served is not to be kept, and nobody can say so without trying.
    mutating func commit(_ changes: [RecordChange]) throws(AdministrationError) {
        guard !changes.isEmpty else { return }
        guard let store else { throw .readOnly }
        let changes = changes + keys(goingWith: changes)
        var refusal: AdministrationError?
        do throws(RecordStoreError) {
            _ = try store.commit(changes) {
                do throws(AdministrationError) { try serve(changes) } catch { refusal = error }
                return refusal == nil
            }
        } catch {
            // They may be served already.
            _ = try serve(files, own)
            throw .store(error)
        }
        if let refusal { throw refusal }
        for change in changes { own.apply(change) }
        if changes.contains(where: \.opensDeletion) { hasRequestedDeletion = true }
    }

    /// Whether a deletion has been asked for since this was last called.
    mutating func takeRequestedDeletion() -> Bool {
        defer { hasRequestedDeletion = false }
        return hasRequestedDeletion
    }

    /// The keys of principals that go. One that comes later under the same name is another.
    private func keys(goingWith changes: [RecordChange]) -> [RecordChange] {
        let arns = changes.compactMap { change -> String? in
            guard case .remove = change else { return nil }
            switch own[change.key] {
            case .role(let role): return role.arn
            case .user(let user): return user.arn
            default: return nil
            }
        }
        guard !arns.isEmpty else { return [] }
        return own.all(AccessKeyRecord.self).filter { arns.contains($0.principal) }.map(\.remove)
    }

    /// Serves changes of what the store keeps.
    private func serve(_ changes: [RecordChange]) throws(AdministrationError) {
        let plan: [BundleChange]?
        do throws(BundleErrors) {
            plan = try merge.changes(changes, of: own, served: publisher.snapshot.bundle)
        } catch {
            throw .bundle(error)
        }
        guard let plan else {
            var records = own
            for change in changes { records.apply(change) }
            _ = try serve(files, records)
            return
        }
        guard !plan.isEmpty else { return }
        do throws(PublishError) { _ = try publisher.publish(plan) } catch { throw .publish(error) }
    }

    private func serve(
        _ files: Bundle?, _ records: Registry
    ) throws(AdministrationError) -> UInt64 {
        let bundle: Bundle
        do throws(BundleErrors) { bundle = try merge.merge(files, with: records) } catch {
            throw .bundle(error)
        }
        do throws(PublishError) { return try publisher.publish(bundle) } catch {
            throw .publish(error)
        }
    }
}

extension RecordChange {
    /// Whether this is a deletion that is still to begin.
    fileprivate var opensDeletion: Bool {
        guard case .put(.deletionTask(let task)) = self else { return false }
        return task.status == .notStarted
    }
}

extension BundleMerge {
    /// Merges with the policies of the services of a catalogue.
    package init(_ catalogue: ServiceCatalogue) {
        self.init { arn in
            catalogue.definition(policyARN: arn)?.permissions.document
        }
    }
}

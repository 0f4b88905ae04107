import Cryptography
import TestSupport
import Testing

@testable import RequestSigning

@Suite("Replay guard")
struct ReplayGuardTests {
    static let signedAt = SignedCall.file.signedAt
    /// Some vectors differ in what is not signed alone, so each signature once.
    static let signatures: [VerifiedSignature] = Array(
        Set(SignedCall.file.vectors.map { try! $0.request.verify() }))

    /// Different signatures of one second.
    private static func sign(
        at second: Int64, count: Int, key: AccessKey? = nil
    ) -> [VerifiedSignature] {
        (0..<count).map { number in
            VerifiedSignature(
                accessKeyID: key?.id ?? signatures[0].accessKeyID, scope: signatures[0].scope,
                signedAt: second,
                signature: SHA256.digest(of: "\(second) \(number)".utf8.span))
        }
    }

    private func refusal(
        _ replays: inout ReplayGuard, _ signature: VerifiedSignature, at now: Int64 = signedAt
    ) -> SigningError? {
        do {
            try replays.admit(signature, at: now)
            return nil
        } catch {
            return error
        }
    }

    @Test("admits each signature once")
    func once() {
        var replays = ReplayGuard(start: 0)
        for signature in Self.signatures { #expect(refusal(&replays, signature) == nil) }
        for signature in Self.signatures { #expect(refusal(&replays, signature) == .usedBefore) }
        #expect(replays.count == Self.signatures.count)
        #expect(SigningError.usedBefore.code == .signatureDoesNotMatch)
    }

    @Test("admits a call anew that has ended without effect")
    func forgetting() {
        var replays = ReplayGuard(start: 0)
        let (first, second) = (Self.signatures[0], Self.signatures[1])
        #expect(refusal(&replays, first) == nil)
        replays.forget(second)
        #expect(refusal(&replays, first) == .usedBefore)
        replays.forget(first)
        replays.forget(first)
        #expect(replays.count == 0)
        #expect(refusal(&replays, first) == nil)
    }

    @Test("remembers as long as a signature is in time, and drops it then for good")
    func expiry() {
        var replays = ReplayGuard(start: 0)
        let signature = Self.signatures[0]
        #expect(refusal(&replays, signature) == nil)
        #expect(refusal(&replays, signature, at: Self.signedAt + 900) == .usedBefore)
        #expect(replays.count == 1)
        #expect(refusal(&replays, signature, at: Self.signedAt + 1_801) == .beyondMemory)
        #expect(replays.count == 0)
        // Somebody sets the clock back.
        #expect(refusal(&replays, signature) == .beyondMemory)
    }

    @Test("refuses what a guard of before may have admitted")
    func start() {
        var replays = ReplayGuard(start: Self.signedAt)
        #expect(refusal(&replays, Self.signatures[0]) == .beyondMemory)
        var earlier = ReplayGuard(start: Self.signedAt - 1)
        #expect(refusal(&earlier, Self.signatures[0]) == nil)
    }

    @Test("gives up the oldest second when it is full, and forgets nothing that it would admit")
    func full() throws {
        let early = Self.sign(at: Self.signedAt, count: 3)
        let late = Self.sign(at: Self.signedAt + 1, count: 3)
        var replays = ReplayGuard(start: 0, countMax: 3)
        for signature in early { #expect(refusal(&replays, signature) == nil) }
        #expect(replays.count == 3)
        // Within the same second there is no room; in the next there is.
        #expect(refusal(&replays, Self.signatures[0]) == .beyondMemory)
        #expect(refusal(&replays, early[0]) == .usedBefore)
        #expect(refusal(&replays, late[0]) == nil)
        #expect(replays.count == 1)
        for signature in early { #expect(refusal(&replays, signature) == .beyondMemory) }
        #expect(refusal(&replays, late[0]) == .usedBefore)
        #expect(refusal(&replays, late[1]) == nil)
        #expect(refusal(&replays, late[2]) == nil)
        #expect(replays.count == 3)
    }

    @Test("lets no key fill another's share")
    func shares() throws {
        let mine = Self.sign(at: Self.signedAt, count: 3)
        let others = Self.sign(
            at: Self.signedAt, count: 3, key: AccessKey(randomBytes: Array(0..<40)))
        var replays = ReplayGuard(start: 0, countMax: 2)
        #expect(refusal(&replays, mine[0]) == nil)
        #expect(refusal(&replays, mine[1]) == nil)
        #expect(refusal(&replays, mine[2]) == .beyondMemory)
        #expect(refusal(&replays, others[0]) == nil)
        #expect(refusal(&replays, others[1]) == nil)
        #expect(refusal(&replays, others[2]) == .beyondMemory)
    }

    @Test("never admits a signature twice, whatever comes in which order", arguments: 1...3)
    func anyOrder(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pool = (0..<40).flatMap { Self.sign(at: Self.signedAt + $0 * 50, count: 4) }
        var replays = ReplayGuard(start: 0, countMax: 12)
        var admitted: Set<VerifiedSignature> = []
        var now = Self.signedAt
        for _ in 0..<4_000 {
            now += Int64(random.int(in: -2...3))
            let signature = random.pick(pool)
            guard abs(signature.signedAt - now) <= SignatureClaim.skewSecondsMax else { continue }
            if refusal(&replays, signature, at: now) == nil {
                #expect(admitted.insert(signature).inserted, "seed \(seed): admitted twice")
            }
            #expect(replays.count <= 12, "seed \(seed)")
        }
        #expect(!admitted.isEmpty, "seed \(seed)")
    }
}

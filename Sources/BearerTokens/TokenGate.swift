import Cryptography
import FlatMemory
import HTTPMessage

/// Finds out whose token a request carries, for one event loop.
///
/// A token comes in the field `verdict-token`, or in `authorization: Bearer …`. The first counts
/// where both are there, since gateways pass on the second as their users have sent it.
///
/// Digests take time, so the last tokens that were good are remembered as they are. They are
/// compared in constant time, and forgotten when the file changes.
package final class TokenGate {
    /// The header fields that it asks for.
    package static let headerNames = ["authorization", "verdict-token"]

    private let store: TokenStore
    private let hash: KeyedHash
    private var table: TokenTable
    private var version: UInt64
    private var recent: [Recent?]

    private struct Recent {
        let token: [UInt8]
        let owner: TokenOwner
    }

    // LIMIT: tokens that are remembered, by their keyed hash: more than the callers that one
    // sidecar has. Who shares a place with another costs half a microsecond a request.
    private static let recentCount = 64

    /// Creates a gate.
    package init(_ store: TokenStore) {
        self.store = store
        hash = KeyedHash(key: .random(in: .min ... .max))
        (table, version) = store.current
        recent = Array(repeating: nil, count: Self.recentCount)
    }

    /// Finds out who sends a request, and whether it may do something.
    ///
    /// - Parameters:
    ///   - scopes: Any of these will do.
    ///   - acceptsAuthorization: Whether `authorization` can be the caller's own.
    /// - Throws: Why it may not.
    package func admit(
        _ request: borrowing HTTPRequest, for scopes: TokenScopes,
        acceptsAuthorization: Bool = true
    ) throws(TokenRefusal) -> TokenOwner {
        var owner: TokenOwner?
        var isThere = request.withHeader("verdict-token") { owner = self.owner(of: $0) }
        if !isThere, acceptsAuthorization {
            request.withHeader("authorization") { value in
                guard let start = value.bearerTokenStart else { return }
                isThere = true
                owner = self.owner(of: value.extracting(droppingFirst: start))
            }
        }
        guard isThere else { throw .missing }
        guard let owner else { throw .unknown }
        guard !owner.scopes.isDisjoint(with: scopes) else {
            throw .insufficient(name: owner.name, scopes: scopes)
        }
        return owner
    }

    /// Whose a token is; `nil` if it is none that is good now.
    func owner(of token: Span<UInt8>) -> TokenOwner? {
        if store.version != version {
            (table, version) = store.current
            recent = Array(repeating: nil, count: Self.recentCount)
        }
        guard (1...TokenTable.tokenByteCountMax).contains(token.count) else { return nil }
        let place = Int(hash.hash(token, at: 0, count: token.count) % UInt64(Self.recentCount))
        if let known = recent[place], isEqualInConstantTime(known.token.span, token) {
            return known.owner
        }
        guard let owner = table.owner(of: token) else { return nil }
        var copy: [UInt8] = []
        copy.append(copying: token)
        recent[place] = Recent(token: copy, owner: owner)
        return owner
    }
}

extension Span<UInt8> {
    /// Where the token begins in a value of `authorization`; `nil` if its scheme is another
    /// (RFC 9110 section 11.4, RFC 6750 section 2.1).
    fileprivate var bearerTokenStart: Int? {
        let scheme: StaticString = "bearer"
        let count = scheme.utf8CodeUnitCount
        guard self.count > count, self[count] == UInt8(ascii: " ") else { return nil }
        // Letters differ by one bit from those of the other case; no other byte becomes one.
        var lowered = InlineArray<6, UInt8>(repeating: 0)
        for index in 0..<count { lowered[index] = self[index] | 0x20 }
        guard lowered.span.equals(scheme) else { return nil }
        var start = count
        while start < self.count, self[start] == UInt8(ascii: " ") { start += 1 }
        return start
    }
}

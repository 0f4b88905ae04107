import FlatMemory
import PolicyModel

/// How closely an Allow in a resource policy names the caller, weakest first; it decides which
/// other policies still have to allow.
package enum Strength: UInt8, Sendable, Comparable, BitwiseCopyable {
    /// Not at all.
    case none
    /// Through its account, which delegates to the account's own policies.
    case account
    /// Through the role, or the user, that the session belongs to.
    case role
    /// The caller itself, or everybody.
    case direct

    package static func < (left: Strength, right: Strength) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The sorts of names that a Principal element can use.
enum PrincipalNamespace: UInt8, BitwiseCopyable {
    /// An ARN or unique id, compared byte by byte.
    case exact
    /// `partition:account:name`, the name in lower case: a role, without its path.
    case role
    /// `partition:account`: an account's root.
    case root
    /// Twelve digits.
    case account
    case service
    case federated
    case canonicalUser
}

/// One name under which a Principal element may mean the caller.
struct CallerKey: BitwiseCopyable {
    var hash: UInt64
    var name: TextRange
    var namespace: PrincipalNamespace
    var strength: Strength
}

/// The caller: under which names policies know it.
extension PreparedRequest {
    mutating func prepareCaller(_ caller: Caller) {
        callerKind = caller.kind
        isServiceLinkedRole = caller.isServiceLinkedRole
        callerKeys.removeAll(keepingCapacity: true)
        switch caller.kind {
        case .anonymous: break
        case .service: addCallerKey(caller.id.utf8, .service, .direct)
        case .federated: addCallerKey(caller.id.utf8, .federated, .direct)
        case .canonicalUser: addCallerKey(caller.id.utf8, .canonicalUser, .direct)
        case .root, .user, .role, .assumedRole, .federatedUser: addAccountKeys(caller)
        }
    }

    private mutating func addAccountKeys(_ caller: Caller) {
        let parts = caller.id.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        if let unique = caller.uniqueID {
            switch caller.kind {
            case .user: addCallerKey(unique.utf8, .exact, .direct)
            case .role, .assumedRole, .federatedUser: addCallerKey(unique.utf8, .exact, .role)
            default: break
            }
        }
        guard parts.count == 6 else { return }
        switch caller.kind {
        case .user, .assumedRole, .federatedUser: addCallerKey(caller.id.utf8, .exact, .direct)
        default: break
        }
        if caller.kind == .federatedUser, let issuer = caller.issuer,
            issuer.utf8.count(where: { $0 == UInt8(ascii: ":") }) >= 5
        {
            addCallerKey(issuer.utf8, .exact, .role)
        }
        let account = "\(parts[1]):\(parts[4])"
        addCallerKey(account.utf8, .root, .account)
        addCallerKey(parts[4].utf8, .account, .account)
        let path = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        let name: Substring?
        switch caller.kind {
        case .role where path.count >= 2 && path[0] == "role": name = path.last
        case .assumedRole where path.count >= 3 && path[0] == "assumed-role": name = path[1]
        default: name = nil
        }
        if let name { addCallerKey("\(account):\(lowercasedASCII(name.utf8))".utf8, .role, .role) }
    }

    private mutating func addCallerKey(
        _ name: some Sequence<UInt8>, _ namespace: PrincipalNamespace, _ strength: Strength
    ) {
        let range = append(name)
        callerKeys.append(
            CallerKey(
                hash: hash.principal(text.span, range, namespace), name: range,
                namespace: namespace, strength: strength))
    }
}

extension KeyedHash {
    /// The hash of a principal's name in its namespace.
    func principal(
        _ text: Span<UInt8>, _ range: TextRange, _ namespace: PrincipalNamespace
    ) -> UInt64 {
        KeyedHash.combine(
            hash(text, at: range.start, count: range.count), UInt64(namespace.rawValue))
    }
}

/// A text with A–Z in lower case.
func lowercasedASCII(_ text: some Sequence<UInt8>) -> String {
    String(
        decoding: text.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
}

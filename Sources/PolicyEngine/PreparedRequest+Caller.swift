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
    /// Takes the caller apart.
    ///
    /// - Parameter isNamed: Whether some policy may name principals, so that the names are wanted.
    mutating func prepareCaller(_ caller: Caller, isNamed: Bool) {
        callerKind = caller.kind
        isServiceLinkedRole = caller.isServiceLinkedRole
        callerKeys.removeAll(keepingCapacity: true)
        switch caller.kind {
        case .anonymous: break
        case _ where !isNamed: break
        case .service: addCallerKey(append(caller.id.utf8), .service, .direct)
        case .federated: addCallerKey(append(caller.id.utf8), .federated, .direct)
        case .canonicalUser: addCallerKey(append(caller.id.utf8), .canonicalUser, .direct)
        case .root, .user, .role, .assumedRole, .federatedUser: addAccountKeys(caller)
        }
    }

    private mutating func addAccountKeys(_ caller: Caller) {
        if let unique = caller.uniqueID {
            switch caller.kind {
            case .user: addCallerKey(append(unique.utf8), .exact, .direct)
            case .role, .assumedRole, .federatedUser:
                addCallerKey(append(unique.utf8), .exact, .role)
            default: break
            }
        }
        let id = append(caller.id.utf8)
        var parts = InlineArray<6, TextRange>(repeating: .empty)
        guard text.span.splitARN(id, into: &parts) else { return }
        switch caller.kind {
        case .user, .assumedRole, .federatedUser: addCallerKey(id, .exact, .direct)
        default: break
        }
        if caller.kind == .federatedUser, let issuer = caller.issuer {
            // What is no ARN can't be named by one.
            var issuerParts = parts
            let range = append(issuer.utf8)
            if text.span.splitARN(range, into: &issuerParts) {
                addCallerKey(range, .exact, .role)
            }
        }
        let root = text.count
        appendAgain(parts[1])
        text.append(UInt8(ascii: ":"))
        appendAgain(parts[4])
        addCallerKey(TextRange(start: root, count: text.count - root), .root, .account)
        addCallerKey(parts[4], .account, .account)
        guard let name = roleName(parts[5], caller.kind) else { return }
        let role = text.count
        appendAgain(parts[1])
        text.append(UInt8(ascii: ":"))
        appendAgain(parts[4])
        text.append(UInt8(ascii: ":"))
        for index in name.start..<name.end { text.append(text[index].lowercasedASCII) }
        addCallerKey(TextRange(start: role, count: text.count - role), .role, .role)
    }

    private mutating func appendAgain(_ range: TextRange) {
        for index in range.start..<range.end { text.append(text[index]) }
    }

    /// The name of the role in `role/path/NAME` or `assumed-role/NAME/session`.
    private func roleName(_ path: TextRange, _ kind: Caller.Kind) -> TextRange? {
        let word: String
        switch kind {
        case .role: word = "role/"
        case .assumedRole: word = "assumed-role/"
        default: return nil
        }
        guard begins(word, at: path) else { return nil }
        var start = path.start + word.utf8.count
        var end = path.end
        if kind == .role {
            for index in start..<end where text[index] == UInt8(ascii: "/") { start = index + 1 }
        } else {
            guard let slash = (start..<end).first(where: { text[$0] == UInt8(ascii: "/") })
            else { return nil }
            end = slash
        }
        return TextRange(start: start, count: end - start)
    }

    private mutating func addCallerKey(
        _ name: TextRange, _ namespace: PrincipalNamespace, _ strength: Strength
    ) {
        callerKeys.append(
            CallerKey(
                hash: hash.principal(text.span, name, namespace), name: name,
                namespace: namespace, strength: strength))
    }
}

extension UInt8 {
    /// The byte with A–Z in lower case.
    var lowercasedASCII: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
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
    String(decoding: text.map(\.lowercasedASCII), as: UTF8.self)
}

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

/// A caller whose texts stand in a request.
package struct CallerText: BitwiseCopyable {
    /// What sort of principal it is.
    package var kind: Caller.Kind
    /// Its own name, see ``Caller/id``.
    package var id: TextRange
    /// See ``Caller/issuer``.
    package var issuer: TextRange?
    /// See ``Caller/uniqueID``.
    package var uniqueID: TextRange?
    /// See ``Caller/isServiceLinkedRole``.
    package var isServiceLinkedRole: Bool

    /// Describes a caller.
    package init(
        _ kind: Caller.Kind, id: TextRange, issuer: TextRange? = nil, uniqueID: TextRange? = nil,
        isServiceLinkedRole: Bool = false
    ) {
        self.kind = kind
        self.id = id
        self.issuer = issuer
        self.uniqueID = uniqueID
        self.isServiceLinkedRole = isServiceLinkedRole
    }
}

/// The caller: under which names policies know it.
extension PreparedRequest {
    /// Sets a caller whose names no policy asks for.
    package mutating func setCaller(_ kind: Caller.Kind, isServiceLinkedRole: Bool) {
        callerKind = kind
        self.isServiceLinkedRole = isServiceLinkedRole
        callerKeys.removeAll()
    }

    /// Sets the caller, and works out the names under which policies may know it.
    package mutating func setCaller(_ caller: CallerText) {
        setCaller(caller.kind, isServiceLinkedRole: caller.isServiceLinkedRole)
        switch caller.kind {
        case .anonymous: break
        case .service: addCallerKey(caller.id, .service, .direct)
        case .federated: addCallerKey(caller.id, .federated, .direct)
        case .canonicalUser: addCallerKey(caller.id, .canonicalUser, .direct)
        case .root, .user, .role, .assumedRole, .federatedUser:
            addUniqueID(caller)
            var parts = ARNParts()
            if text.splitARN(caller.id, into: &parts) { addAccountKeys(caller, parts) }
        }
    }

    private mutating func addUniqueID(_ caller: CallerText) {
        guard let unique = caller.uniqueID else { return }
        switch caller.kind {
        case .user: addCallerKey(unique, .exact, .direct)
        case .role, .assumedRole, .federatedUser: addCallerKey(unique, .exact, .role)
        default: break
        }
    }

    private mutating func addAccountKeys(
        _ caller: CallerText, _ parts: ARNParts
    ) {
        switch caller.kind {
        case .user, .assumedRole, .federatedUser: addCallerKey(caller.id, .exact, .direct)
        default: break
        }
        if caller.kind == .federatedUser, let issuer = caller.issuer {
            // What is no ARN can't be named by one.
            var issuerParts = parts
            if text.splitARN(issuer, into: &issuerParts) {
                addCallerKey(issuer, .exact, .role)
            }
        }
        let root = appendAccount(parts)
        addCallerKey(root, .root, .account)
        addCallerKey(parts[4], .account, .account)
        guard let name = roleName(parts[5], caller.kind) else { return }
        let start = appendAccount(parts).start
        append(UInt8(ascii: ":"))
        lowercase(appendAgain(name))
        addCallerKey(
            TextRange(start: start, count: text.count - start), .role, .role)
    }

    /// Adds `partition:account`.
    private mutating func appendAccount(_ parts: ARNParts) -> TextRange {
        let start = appendAgain(parts[1]).start
        append(UInt8(ascii: ":"))
        _ = appendAgain(parts[4])
        return TextRange(start: start, count: text.count - start)
    }

    /// The name of the role in `role/path/NAME` or `assumed-role/NAME/session`.
    private func roleName(_ path: TextRange, _ kind: Caller.Kind) -> TextRange? {
        let word: StaticString
        switch kind {
        case .role: word = "role/"
        case .assumedRole: word = "assumed-role/"
        default: return nil
        }
        guard begins(word, at: path) else { return nil }
        var start = path.start + word.utf8CodeUnitCount
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
                hash: hash.principal(text.paddedSpan, name, namespace), name: name,
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
    String(decoding: text.map(\.lowercasedASCII), as: UTF8.self)
}

import FlatMemory
import PolicyEngine

/// The names of the keys of ``Facts``, hashed.
package struct FactKeys: ~Copyable, Sendable {
    /// A key that the daemon gives a value, tags aside.
    enum Key: Int, CaseIterable {
        case principalARN, principalAccount, principalOrgID, principalOrgPaths, principalType
        case principalIsAWSService, userName, userID
        case resourceAccount, resourceOrgID, resourceOrgPaths
        case currentTime, epochTime

        /// The name in lower case.
        var name: StaticString {
            switch self {
            case .principalARN: "aws:principalarn"
            case .principalAccount: "aws:principalaccount"
            case .principalOrgID: "aws:principalorgid"
            case .principalOrgPaths: "aws:principalorgpaths"
            case .principalType: "aws:principaltype"
            case .principalIsAWSService: "aws:principalisawsservice"
            case .userName: "aws:username"
            case .userID: "aws:userid"
            case .resourceAccount: "aws:resourceaccount"
            case .resourceOrgID: "aws:resourceorgid"
            case .resourceOrgPaths: "aws:resourceorgpaths"
            case .currentTime: "aws:currenttime"
            case .epochTime: "aws:epochtime"
            }
        }
    }

    // `aws:prin`, `aws:user`, `aws:reso`, `aws:curr` and `aws:epoc`, the first byte lowest.
    private static let awsPrincipal: UInt64 = 0x6E69_7270_3A73_7761
    private static let awsUser: UInt64 = 0x7265_7375_3A73_7761
    private static let awsResource: UInt64 = 0x6F73_6572_3A73_7761
    private static let awsCurrent: UInt64 = 0x7272_7563_3A73_7761
    private static let awsEpoch: UInt64 = 0x636F_7065_3A73_7761

    private let owned: NameTable
    private let hashes: FlatArray<UInt64>

    /// Hashes the names.
    package init(hash: KeyedHash) {
        owned = NameTable(Facts.names.map { Array($0.utf8) }, hash: hash)
        hashes = FlatArray(Key.allCases.map { hash.hash(Array($0.name.description.utf8)) })
    }

    /// The hash of a key's name.
    func hash(_ key: Key) -> UInt64 { hashes[key.rawValue] }

    /// Whether only the daemon may give a key a value: ``Facts/owns(_:)``, for bytes.
    ///
    /// - Parameter name: The key in lower case.
    func owns(_ text: Span<UInt8>, _ name: TextRange, hash: UInt64) -> Bool {
        guard name.count > 8 else { return false }
        // Most keys are told by their first eight bytes to be none of these.
        switch text.word(at: name.start, count: 8) {
        case Self.awsPrincipal, Self.awsUser, Self.awsResource, Self.awsCurrent, Self.awsEpoch:
            break
        default: return false
        }
        return owned.find(hash, in: text, name) != nil
            || text.begins("aws:principaltag/", at: name)
    }
}

extension PreparedRequest {
    /// Whether the action is one that a role's trust policy decides about.
    var isAboutTrust: Bool {
        let text = text.paddedSpan
        return text.begins("sts:assumerole", at: action)
            || text.isWord("sts:tagsession", at: action)
            || text.isWord("sts:setsourceidentity", at: action)
    }
}

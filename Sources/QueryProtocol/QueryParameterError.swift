/// Why the parameters of a call are refused. Paths are those of the wire: `Tags.member.1.Key`.
package enum QueryParameterError: Error, Sendable, Hashable {
    /// The body is longer than 2 MiB.
    case bodyTooLong
    /// There are more than 8,192 parameters.
    case tooManyParameters
    /// A name is longer than 256 bytes, as encoded.
    case nameTooLong
    /// A name has more than 8 parts.
    case nameTooDeep
    /// A name is empty, has an empty part, or a character other than letters, digits, `_` and `-`.
    case invalidName
    /// A `%` is not followed by two hexadecimal digits.
    case invalidEscape(name: String)
    /// A value is not UTF-8 once it is decoded.
    case invalidUTF8(name: String)
    /// A value has a byte of zero, which neither XML nor C strings can hold.
    case nul(name: String)
    /// A parameter stands twice.
    case duplicate(name: String)
    /// A parameter is needed and absent.
    case missing(path: String)
    /// A single value is expected, and something is inside of it.
    case notSingle(path: String)
    /// A list, structure or map is expected, and it is a value or has parts of other names.
    case notContainer(path: String)
    /// A member is numbered in another way than from 1 without gaps.
    case misnumbered(path: String)
    /// A list has more members than it may.
    case tooManyMembers(path: String, countMax: Int)
    /// Two entries of a map have one key.
    case duplicateKey(path: String)
    /// A value is not of the expected kind, such as `an integer`.
    case invalidValue(path: String, expected: String)
}

/// How AWS's protocol says it.
extension QueryParameterError {
    /// The answer's error. The codes are AWS's common errors, all with status 400.
    package var queryError: QueryError {
        let code =
            switch self {
            case .missing: "MissingParameter"
            case .notSingle, .notContainer, .misnumbered, .tooManyMembers, .duplicateKey,
                .invalidValue:
                "InvalidParameterValue"
            default: "InvalidQueryParameter"
            }
        return QueryError(status: 400, code: code, message: message)
    }

    /// What is wrong. Like AWS's own messages it begins with a capital and ends with a full stop.
    package var message: String {
        switch self {
        case .bodyTooLong: "The body is longer than \(QueryLimits.bodyByteCountMax) bytes."
        case .tooManyParameters: "There are more than \(QueryLimits.parameterCountMax) parameters."
        case .nameTooLong:
            "A parameter's name is longer than \(QueryLimits.nameByteCountMax) bytes."
        case .nameTooDeep: "A parameter's name has more than \(QueryLimits.depthMax) parts."
        case .invalidName: "A parameter's name is malformed."
        case .invalidEscape(let name): "The value of `\(name)` has a malformed escape."
        case .invalidUTF8(let name): "The value of `\(name)` is not UTF-8."
        case .nul(let name): "The value of `\(name)` has a null character."
        case .duplicate(let name): "The parameter `\(name)` is given twice."
        case .missing(let path): "The request must contain the parameter `\(path)`."
        case .notSingle(let path): "The parameter `\(path)` must be a single value."
        case .notContainer(let path):
            "The parameter `\(path)` must have members, and nothing else."
        case .misnumbered(let path):
            "The members of `\(path)` must be numbered from 1 without gaps."
        case .tooManyMembers(let path, let countMax):
            "The parameter `\(path)` has more than \(countMax) members."
        case .duplicateKey(let path): "Two entries of `\(path)` have the same key."
        case .invalidValue(let path, let expected): "The value of `\(path)` is not \(expected)."
        }
    }
}

/// How much a call may say.
enum QueryLimits {
    /// LIMIT: bytes of a body. A simulation may bring along a document of 131,072 characters, each
    /// up to 9 bytes when encoded, and some organization's policies.
    static let bodyByteCountMax = 2 << 20

    /// LIMIT: parameters of a call. A simulation of 1,000 actions on 1,000 resources has some
    /// 2,000; each takes some hundred bytes of memory.
    static let parameterCountMax = 8_192

    /// LIMIT: bytes of a name, as encoded. The longest of the API,
    /// `OrderedOrganizationPolicyInputList.member.N.ServiceControlPolicyInputList.member.M`, has
    /// fewer than 100.
    static let nameByteCountMax = 256

    /// LIMIT: parts of a name. The API's longest have 6; and the tree nests as deep.
    static let depthMax = 8
}

/// Why a text is not JSON as this module reads it, and where.
package struct JSONError: Error, Sendable, Hashable {
    /// What is wrong.
    package enum Kind: Sendable, Hashable, CaseIterable {
        /// The text ends where more has to follow.
        case unexpectedEnd
        /// A byte stands where the grammar has no place for it.
        case unexpectedByte
        /// Something follows the value.
        case trailingText
        /// A number that JSON does not spell so, such as `01`, `.5` or `1.`.
        case invalidNumber
        /// A byte below U+0020 in a string.
        case controlCharacter
        /// A backslash before something that cannot be escaped, or a short `\u`.
        case invalidEscape
        /// A `\u` escape of half a surrogate pair.
        case loneSurrogate
        /// Bytes in a string that are not UTF-8: overlong, surrogate, beyond U+10FFFF or cut off.
        case invalidUTF8
        /// Two members of one object have the same name, once escapes are resolved.
        case duplicateName
        /// More containers are open at once than ``JSONLimits/depthMax``.
        case tooDeep
        /// The text is longer than ``JSONLimits/byteCountMax``.
        case tooLong
        /// There are more values than ``JSONLimits/nodeCountMax``.
        case tooManyNodes
    }

    /// What is wrong.
    package var kind: Kind

    /// Where it is wrong: the offset of the offending byte, or of the second of two equal names.
    package var offset: Int

    /// The line of the offending byte, from 1.
    package var line: Int

    /// The column of the offending byte, from 1, counted in bytes.
    package var column: Int

    /// What is wrong in words, lower case, without its place.
    package var message: String
}

import Foundation

/// A JSON value in a file of test cases, read with Foundation and so independently of our parser.
package indirect enum CaseValue: Sendable, Equatable {
    case object([String: CaseValue])
    case array([CaseValue])
    case string(String)
    /// A number, as a decimal text.
    case number(String)
    case boolean(Bool)
    case null

    /// Reads one JSON text.
    package init(parsing text: String) throws {
        self = try JSONDecoder().decode(CaseValue.self, from: Data(text.utf8))
    }

    /// The member of an object; `null` if there is none.
    package subscript(name: String) -> CaseValue {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    /// A string's text.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The text of a string, number or Boolean, as condition values are read.
    package var scalarText: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .boolean(let value): value ? "true" : "false"
        case .object, .array, .null: nil
        }
    }

    /// An array's elements, none for `null`, and the value itself for anything else.
    package var list: [CaseValue] {
        switch self {
        case .array(let elements): elements
        case .null: []
        default: [self]
        }
    }

    /// The value as JSON on one line, members sorted by name.
    package var json: String {
        switch self {
        case .object(let members):
            let texts = members.sorted { $0.key < $1.key }
                .map { "\(CaseValue.string($0.key).json): \($0.value.json)" }
            return "{\(texts.joined(separator: ", "))}"
        case .array(let elements):
            return "[\(elements.map(\.json).joined(separator: ", "))]"
        case .string(let text): return Self.quoted(text)
        case .number(let text): return text
        case .boolean(let value): return value ? "true" : "false"
        case .null: return "null"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension CaseValue: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Decimal.self) {
            self = .number("\(value)")
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([CaseValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: CaseValue].self))
        }
    }
}

import StrictJSON

/// What the daemon was told to do, for `/config`. Secrets have no place in it: it has names of
/// files, never what is in them.
package struct ConfigurationPage: Sendable {
    /// A value.
    package enum Value: Sendable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case list([String])
        case none
    }

    private var sections: [(name: String, members: [(name: String, value: Value)])] = []

    /// Creates a page without sections.
    package init() {}

    /// Adds a section.
    package mutating func add(_ name: String, _ members: [(name: String, value: Value)]) {
        sections.append((name, members))
    }

    /// Adds a section with the stored properties of a value, those of structures within it under
    /// `outer.inner`. Durations are in seconds.
    package mutating func add(_ name: String, propertiesOf value: Any) {
        add(name, Self.members(of: value, prefix: ""))
    }

    private static func members(
        of value: Any, prefix: String
    ) -> [(name: String, value: Value)] {
        Mirror(reflecting: value).children.flatMap { child -> [(name: String, value: Value)] in
            let name = prefix + (child.label ?? "")
            switch child.value {
            case let number as any BinaryInteger: return [(name, .number(Int(clamping: number)))]
            case let flag as Bool: return [(name, .flag(flag))]
            case let text as String: return [(name, .text(text))]
            case let duration as Duration:
                return [(name, .text("\(Double(duration / .milliseconds(1)) / 1_000) s"))]
            default:
                let inner = members(of: child.value, prefix: name + ".")
                return inner.isEmpty ? [(name, .text("\(child.value)"))] : inner
            }
        }
    }

    /// The page.
    ///
    /// - Parameter revision: That of the policies that serve.
    func json(version: String, revision: UInt64) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("version")
            writer.string(version)
            writer.name("revision")
            writer.integer(Int(revision))
            for section in sections {
                writer.name(section.name)
                writer.object { writer in
                    for (name, value) in section.members {
                        writer.name(name)
                        writer.write(value)
                    }
                }
            }
        }
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ value: ConfigurationPage.Value) {
        switch value {
        case .text(let text): string(text)
        case .number(let number): integer(number)
        case .flag(let flag): boolean(flag)
        case .none: json("null")
        case .list(let texts):
            array { writer in
                for text in texts { writer.string(text) }
            }
        }
    }
}

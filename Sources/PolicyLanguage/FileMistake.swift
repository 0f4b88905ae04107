import PolicyModel

/// One thing that is wrong with a file that an operator wrote, and where.
package struct FileMistake: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file, or the directory, as a path that begins as the operator has given it.
    package var file: String
    /// The place in the file; `nil` if the file as a whole is meant.
    package var position: SourcePosition?
    /// What is wrong: lower case, without full stop, user input in backticks.
    package var message: String

    /// Describes a mistake.
    package init(file: String, position: SourcePosition? = nil, message: String) {
        self.file = file
        self.position = position
        self.message = message
    }

    /// `file:line:column: message`, as compilers write it.
    package var description: String {
        guard let position else { return "\(file): \(message)" }
        return "\(file):\(position.line):\(position.column): \(message)"
    }
}

extension [FileMistake] {
    /// The mistakes of one file by their place; those of one place in the order of finding.
    package var sortedByPosition: [FileMistake] {
        enumerated().sorted { one, other in
            let (a, b) = (one.element.position, other.element.position)
            return (a?.line ?? 0, a?.column ?? 0, one.offset)
                < (b?.line ?? 0, b?.column ?? 0, other.offset)
        }.map(\.element)
    }

    /// The first so many, with a note on how many more there are.
    package func capped(at countMax: Int) -> [FileMistake] {
        guard count > countMax else { return self }
        let note = FileMistake(
            file: self[countMax].file, position: nil,
            message: "\(count - countMax) more errors are not listed")
        return prefix(countMax) + [note]
    }
}

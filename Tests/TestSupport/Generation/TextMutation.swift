/// Patterns and near misses made from a text.
extension SplitMix64 {
    /// A pattern that matches the text, or nearly so: some of it replaced by wildcards, and now
    /// and then a letter changed, dropped or in other case.
    mutating func pattern(for text: String) -> String {
        var letters = Array(text)
        for _ in 0..<pick([0, 1, 1, 1, 2]) {
            let start = below(letters.count + 1)
            switch below(6) {
            case 0: letters.replaceSubrange(start..., with: ["*"])
            case 1: letters.replaceSubrange(start..<int(in: start...letters.count), with: ["*"])
            case 2: letters.insert("*", at: start)
            case 3: letters.replaceSubrange(..<start, with: ["*"])
            case 4 where start < letters.count: letters[start] = "?"
            default: letters = nearMiss(letters)
            }
        }
        return String(letters)
    }

    /// The text itself in half of all cases, else with a letter changed.
    mutating func nearMiss(_ text: String) -> String { String(nearMiss(Array(text))) }

    private mutating func nearMiss(_ letters: [Character]) -> [Character] {
        guard !letters.isEmpty else { return chance(50) ? letters : ["a"] }
        var letters = letters
        let index = below(letters.count)
        switch below(8) {
        case 0: letters[index] = pick(["a", "b", "é"])
        case 1: letters.remove(at: index)
        case 2: letters.insert(letters[index], at: index)
        case 3: letters = Array(otherCase(String(letters)))
        default: break
        }
        return letters
    }

    /// The text with the case of some of its letters changed.
    mutating func otherCase(_ text: String) -> String {
        switch below(3) {
        case 0: text.uppercased()
        case 1: text.lowercased()
        default: String(text.map { chance(30) ? Character($0.uppercased()) : $0 })
        }
    }
}

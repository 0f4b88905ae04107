import FlatMemory
import WildcardAutomata

/// Numbers the action patterns of a set.
struct ActionIndexBuilder {
    /// The patterns of one service.
    struct Service {
        var name: [UInt8]
        /// Those without wildcards, whole.
        var literals: [(number: UInt32, name: [UInt8])] = []
        /// What stands behind the colon of the others.
        var wild: [(number: UInt32, pattern: WildcardPattern)] = []
    }

    let hash: KeyedHash
    /// The number of the pattern `*`.
    private(set) var star: UInt32?
    private(set) var services: [Service] = []
    private(set) var patternCount: UInt32 = 0

    private var serviceTable = InternTable()
    private var table = InternTable()
    private var texts: [[UInt8]] = []
    /// The numbers of ``texts``, `nil` for those that can't match any action.
    private var numbers: [UInt32?] = []
    /// A pattern in lower case.
    private var lowered: [UInt8] = []

    init(hash: KeyedHash) { self.hash = hash }

    /// The number of a pattern, or `nil` if it can't match any action.
    mutating func number(_ text: String) -> UInt32? {
        lowered.removeAll(keepingCapacity: true)
        for byte in text.utf8 { lowered.append(byte.lowercasedASCII) }
        let key = hash.hash(lowered)
        if let known = table.find(key, where: { texts[$0] == lowered }) { return numbers[known] }
        _ = table.insert(key)
        texts.append(lowered)
        numbers.append(add(lowered))
        return numbers[numbers.count - 1]
    }

    /// Adds a new pattern. `*` matches every action; any other has one colon, and no wildcard
    /// before it.
    private mutating func add(_ text: [UInt8]) -> UInt32? {
        let number = patternCount
        if text == [UInt8(ascii: "*")] {
            star = number
        } else {
            guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
                text[(colon + 1)...].firstIndex(of: UInt8(ascii: ":")) == nil,
                !text[..<colon].contains(where: Self.isWildcard)
            else { return nil }
            let service = service(text[..<colon])
            if text.contains(where: Self.isWildcard) {
                services[service].wild.append((number, WildcardPattern(text[(colon + 1)...])))
            } else {
                services[service].literals.append((number, text))
            }
        }
        patternCount += 1
        return number
    }

    private static func isWildcard(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?")
    }

    private mutating func service(_ name: ArraySlice<UInt8>) -> Int {
        let key = hash.hash(name.span, at: 0, count: name.count)
        if let known = serviceTable.find(key, where: { services[$0].name[...] == name }) {
            return known
        }
        services.append(Service(name: Array(name)))
        return serviceTable.insert(key)
    }
}

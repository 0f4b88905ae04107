/// Reads statements as ``StatementWriter`` has written them.
struct StatementReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func number() -> Int {
        var number: UInt = 0
        var shift: UInt = 0
        while true {
            let byte = bytes[offset]
            offset += 1
            number |= UInt(byte & 0x7F) << shift
            if byte < 0x80 { return Int(bitPattern: number) }
            shift += 7
        }
    }

    mutating func statement() -> Statement {
        let marks = StatementMarks(rawValue: number())
        let position = SourcePosition(line: number(), column: number())
        return Statement(
            sid: marks.contains(.hasSid) ? text() : nil,
            effect: marks.contains(.isDeny) ? .deny : .allow,
            principal: marks.contains(.hasPrincipal)
                ? Clause(list { $0.principal() }, isNegated: marks.contains(.isPrincipalNegated))
                : nil,
            action: marks.contains(.hasAction)
                ? Clause(list { $0.text() }, isNegated: marks.contains(.isActionNegated)) : nil,
            resource: marks.contains(.hasResource)
                ? Clause(list { $0.text() }, isNegated: marks.contains(.isResourceNegated)) : nil,
            conditions: marks.contains(.hasConditions) ? list { $0.condition() } : [],
            position: position)
    }

    private mutating func list<Element>(
        _ member: (inout StatementReader) -> Element
    ) -> [Element] {
        let count = number()
        var list: [Element] = []
        list.reserveCapacity(count)
        for _ in 0..<count { list.append(member(&self)) }
        return list
    }

    private mutating func text() -> String {
        let count = number()
        defer { offset += count }
        return String(decoding: bytes[offset..<offset + count], as: UTF8.self)
    }

    private mutating func principal() -> PrincipalPattern {
        let number = number()
        guard let kind = PackedPrincipalKind(rawValue: number) else {
            preconditionFailure("kind \(number) of principal")
        }
        return kind.pattern(kind == .everyone ? "" : text())
    }

    private mutating func condition() -> Condition {
        let number = number()
        let key = text()
        return Condition(PackedOperator.operator(number), key: key, values: list { $0.text() })
    }
}

/// Passing over statements, which makes no strings.
extension StatementReader {
    mutating func skipStatement() {
        let marks = StatementMarks(rawValue: number())
        _ = number()
        _ = number()
        if marks.contains(.hasSid) { skipText() }
        if marks.contains(.hasPrincipal) {
            for _ in 0..<number() where number() != PackedPrincipalKind.everyone.rawValue {
                skipText()
            }
        }
        if marks.contains(.hasAction) { skipTexts() }
        if marks.contains(.hasResource) { skipTexts() }
        guard marks.contains(.hasConditions) else { return }
        for _ in 0..<number() {
            _ = number()
            skipText()
            skipTexts()
        }
    }

    private mutating func skipText() {
        let count = number()
        offset += count
    }

    private mutating func skipTexts() {
        for _ in 0..<number() { skipText() }
    }
}

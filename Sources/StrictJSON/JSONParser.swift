/// Reads a text into a tape in one pass, without recursion.
///
/// Open containers are chained through the `next` of their own records, which only gets its final
/// meaning when the container closes; nesting therefore costs no memory besides the tape.
struct JSONParser {
    let bytes: [UInt8]
    var records: [JSONTree.Record]
    let limits: JSONLimits

    /// The offset of the next byte to read.
    var offset = 0
    /// The tape index of the innermost open container; -1 outside of all.
    private var parent = -1
    private var depth = 0

    init(bytes: [UInt8], reusing records: [JSONTree.Record], limits: JSONLimits) {
        self.bytes = bytes
        self.records = records
        self.limits = limits
    }

    /// Parses the whole text.
    mutating func parse() throws(JSONError) {
        guard bytes.count <= limits.byteCountMax else {
            throw error(
                .tooLong, at: limits.byteCountMax,
                "text of \(bytes.count) bytes is longer than the limit of \(limits.byteCountMax)")
        }
        records.removeAll(keepingCapacity: true)
        repeat {
            try parseValue()
        } while try parseAfterValue()
        skipWhitespace()
        if offset < bytes.count {
            throw error(.trailingText, at: offset, "text after the end of the value")
        }
    }

    /// Reads a scalar, or opens containers until it has read one or closed an empty container.
    private mutating func parseValue() throws(JSONError) {
        while true {
            skipWhitespace()
            switch try peek(expecting: "a value") {
            case UInt8(ascii: "{"):
                try open(.object)
                skipWhitespace()
                if try peek(expecting: "a member name or `}`") == UInt8(ascii: "}") {
                    return try close()
                }
                try parseName(orElse: "a member name or `}`")
            case UInt8(ascii: "["):
                try open(.array)
                skipWhitespace()
                if try peek(expecting: "a value or `]`") == UInt8(ascii: "]") {
                    return try close()
                }
            case UInt8(ascii: "\""): return try parseString()
            case UInt8(ascii: "t"): return try parseLiteral("true", .boolean)
            case UInt8(ascii: "f"): return try parseLiteral("false", .boolean)
            case UInt8(ascii: "n"): return try parseLiteral("null", .null)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                return try parseNumber()
            default: throw unexpected("a value")
            }
        }
    }

    /// Closes the containers that end here.
    ///
    /// - Returns: Whether another value follows; `false` at the end of the outermost value.
    private mutating func parseAfterValue() throws(JSONError) -> Bool {
        while parent >= 0 {
            skipWhitespace()
            let isObject = records[parent].kind == .object
            let expectation: StaticString = isObject ? "`,` or `}`" : "`,` or `]`"
            let byte = try peek(expecting: expectation)
            if byte == UInt8(ascii: ",") {
                offset += 1
                if isObject {
                    skipWhitespace()
                    try parseName(orElse: "a member name")
                }
                return true
            }
            guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw unexpected(expectation)
            }
            try close()
        }
        return false
    }

    /// Reads a member's name and the colon behind it.
    private mutating func parseName(orElse expectation: StaticString) throws(JSONError) {
        guard try peek(expecting: expectation) == UInt8(ascii: "\"") else {
            throw unexpected(expectation)
        }
        try parseString()
        skipWhitespace()
        guard try peek(expecting: "`:`") == UInt8(ascii: ":") else { throw unexpected("`:`") }
        offset += 1
    }

    private mutating func open(_ kind: JSONTree.Kind) throws(JSONError) {
        guard depth < limits.depthMax else {
            throw error(.tooDeep, at: offset, "nested deeper than the limit of \(limits.depthMax)")
        }
        let index = records.count
        // The root's `next` is -1 as 32 bits; `close` turns it back.
        let link = UInt32(truncatingIfNeeded: parent)
        try append(kind, from: offset, to: offset, next: link)
        parent = index
        depth += 1
        offset += 1
    }

    private mutating func close() throws(JSONError) {
        offset += 1
        let index = parent
        parent = Int(Int32(truncatingIfNeeded: records[index].next))
        depth -= 1
        records[index].end = UInt32(truncatingIfNeeded: offset)
        records[index].next = UInt32(truncatingIfNeeded: records.count)
        if records[index].kind == .object { try rejectDuplicateNames(ofObjectAt: index) }
    }

    /// Puts a scalar on the tape, which starts at `start` and ends before `offset`.
    mutating func append(
        _ kind: JSONTree.Kind, from start: Int, hasEscapes: Bool = false
    ) throws(JSONError) {
        let next = UInt32(truncatingIfNeeded: records.count + 1)
        try append(kind, from: start, to: offset, next: next, hasEscapes: hasEscapes)
    }

    private mutating func append(
        _ kind: JSONTree.Kind, from start: Int, to end: Int, next: UInt32, hasEscapes: Bool = false
    ) throws(JSONError) {
        guard records.count < limits.nodeCountMax else {
            throw error(
                .tooManyNodes, at: start, "more values than the limit of \(limits.nodeCountMax)")
        }
        // No offset is cut short: the length of the text was checked against a 32-bit limit.
        records.append(
            JSONTree.Record(
                start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
                next: next, kind: kind, hasEscapes: hasEscapes))
    }

    private mutating func skipWhitespace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    /// The next byte.
    @inline(__always)
    func peek(expecting expectation: StaticString) throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw unexpectedEnd(expectation) }
        return bytes[offset]
    }

    // Errors are made out of line, so that the way without errors stays short.
    @inline(never)
    private func unexpectedEnd(_ expectation: StaticString) -> JSONError {
        error(.unexpectedEnd, at: offset, "text ends where \(expectation) is expected")
    }

    @inline(never)
    func unexpected(_ expectation: StaticString) -> JSONError {
        error(.unexpectedByte, at: offset, "expected \(expectation)")
    }

    @inline(never)
    func error(_ kind: JSONError.Kind, at offset: Int, _ message: String) -> JSONError {
        let place = bytes.position(ofByte: offset)
        return JSONError(
            kind: kind, offset: offset, line: place.line, column: place.column, message: message)
    }
}

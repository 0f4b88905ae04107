import CLibFYAML
import PolicyModel

extension YAMLNode {
    /// Reads a text that holds one document.
    ///
    /// It is for configurations, and so leaves out what makes them hard to read or costly: anchors
    /// and aliases, tags, names that are no texts, names that come twice, further documents.
    ///
    /// - Returns: The document's value; an empty text has that of an empty place.
    /// - Throws: The first thing that is wrong.
    /// - Complexity: O(bytes).
    package static func parse(
        _ text: [UInt8], limits: YAMLLimits = YAMLLimits()
    ) throws(YAMLError) -> YAMLNode {
        let start = SourcePosition(line: 1, column: 1)
        guard text.count <= limits.byteCountMax else {
            throw YAMLError(
                position: start, message: "the text is longer than \(limits.byteCountMax) bytes")
        }
        guard String(validating: text, as: UTF8.self) != nil, !text.contains(0) else {
            throw YAMLError(position: start, message: "the text is not UTF-8")
        }
        guard let parser = YAMLParser(text, limits: limits) else {
            throw YAMLError(position: start, message: "there is not enough memory to read it")
        }
        return try parser.document()
    }
}

/// Makes nodes of libfyaml's events.
///
/// INVARIANT (lifetime): `parser` and `diagnostics` are live from `init` to `deinit`, and so is the
/// copy of the text that the parser reads from.
@safe
private final class YAMLParser {
    /// One of the parser's events, which has to be given back.
    private struct Event: ~Copyable {
        let kind: fy_event_type
        let position: SourcePosition
        let text: String
        let isPlain: Bool
        let hasAnchorOrTag: Bool
    }

    private let parser: OpaquePointer
    private let diagnostics: OpaquePointer
    private let text: UnsafeMutableBufferPointer<CChar>
    private let limits: YAMLLimits
    private var nodeCount = 0

    init?(_ bytes: [UInt8], limits: YAMLLimits) {
        // SAFETY: (lifetime) each pointer is checked before it is used, and freed in `deinit` or here.
        let text = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count + 1)
        for (index, byte) in bytes.enumerated() { unsafe text[index] = CChar(bitPattern: byte) }
        unsafe text[bytes.count] = 0
        var settings = unsafe fy_diag_cfg()
        unsafe fy_diag_cfg_default(&settings)
        guard let diagnostics = unsafe fy_diag_create(&settings) else {
            unsafe text.deallocate()
            return nil
        }
        unsafe fy_diag_set_collect_errors(diagnostics, true)
        var configuration = unsafe fy_parse_cfg()
        unsafe configuration.flags = fy_parse_cfg_flags(
            FYPCF_QUIET.rawValue | FYPCF_COLLECT_DIAG.rawValue)
        unsafe configuration.diag = diagnostics
        guard let parser = unsafe fy_parser_create(&configuration),
            unsafe fy_parser_set_string(parser, text.baseAddress, bytes.count) == 0
        else {
            unsafe fy_diag_destroy(diagnostics)
            unsafe text.deallocate()
            return nil
        }
        unsafe self.parser = parser
        unsafe self.diagnostics = diagnostics
        unsafe self.text = text
        self.limits = limits
    }

    deinit {
        // SAFETY: (lifetime) this is its end; the parser goes before what it uses.
        unsafe fy_parser_destroy(parser)
        unsafe fy_diag_destroy(diagnostics)
        unsafe text.deallocate()
    }

    func document() throws(YAMLError) -> YAMLNode {
        var root: YAMLNode?
        while true {
            let event = try next()
            switch event.kind {
            case FYET_STREAM_END:
                return root
                    ?? YAMLNode(.scalar("", isPlain: true), at: SourcePosition(line: 1, column: 1))
            case FYET_STREAM_START, FYET_DOCUMENT_END: break
            case FYET_DOCUMENT_START:
                guard root == nil else {
                    throw YAMLError(
                        position: event.position, message: "a second document is not expected")
                }
                let first = try next()
                root = try node(first, depth: 0)
            default:
                throw YAMLError(position: event.position, message: "nothing is expected here")
            }
        }
    }

    private func node(_ event: borrowing Event, depth: Int) throws(YAMLError) -> YAMLNode {
        let position = event.position
        nodeCount += 1
        guard nodeCount <= limits.nodeCountMax else {
            throw YAMLError(
                position: position, message: "there are more than \(limits.nodeCountMax) values")
        }
        guard depth < limits.depthMax else {
            throw YAMLError(
                position: position, message: "values are nested deeper than \(limits.depthMax)")
        }
        guard event.kind != FYET_ALIAS, !event.hasAnchorOrTag else {
            throw YAMLError(
                position: position, message: "anchors, aliases and tags are not supported")
        }
        switch event.kind {
        case FYET_SCALAR:
            return YAMLNode(.scalar(event.text, isPlain: event.isPlain), at: position)
        case FYET_SEQUENCE_START:
            var elements: [YAMLNode] = []
            while true {
                let element = try next()
                if element.kind == FYET_SEQUENCE_END {
                    return YAMLNode(.sequence(elements), at: position)
                }
                elements.append(try node(element, depth: depth + 1))
            }
        case FYET_MAPPING_START:
            var members: [YAMLNode.Member] = []
            var names: Set<String> = []
            while true {
                let first = try next()
                if first.kind == FYET_MAPPING_END {
                    return YAMLNode(.mapping(members), at: position)
                }
                let name = try node(first, depth: depth + 1)
                guard let text = name.text else {
                    throw YAMLError(position: name.position, message: "a name must be a text")
                }
                guard names.insert(text).inserted else {
                    throw YAMLError(
                        position: name.position, message: "member `\(text)` comes twice")
                }
                let value = try next()
                members.append(
                    .init(
                        name: text, position: name.position,
                        value: try node(value, depth: depth + 1)))
            }
        default:
            throw YAMLError(position: position, message: "a value is missing")
        }
    }

    private func next() throws(YAMLError) -> Event {
        // SAFETY: (lifetime) the event is used before it is given back, and its texts are copied.
        guard let event = unsafe fy_parser_parse(parser) else { throw mistake() }
        defer { unsafe fy_parser_event_free(parser, event) }
        var (line, column): (Int32, Int32) = (0, 0)
        _ = unsafe cfyaml_event_start(event, &line, &column)
        var (text, isPlain) = ("", true)
        if unsafe event.pointee.type == FYET_SCALAR, let token = unsafe fy_event_get_token(event) {
            var count = 0
            if let bytes = unsafe fy_token_get_text(token, &count) {
                text = unsafe String(
                    decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
            }
            let style = unsafe fy_event_get_node_style(event)
            isPlain = style == FYNS_PLAIN
            // libfyaml counts from behind the quotation mark.
            if style == FYNS_SINGLE_QUOTED || style == FYNS_DOUBLE_QUOTED { column -= 1 }
        }
        return unsafe Event(
            kind: event.pointee.type,
            position: SourcePosition(line: Int(line) + 1, column: Int(column) + 1), text: text,
            isPlain: isPlain,
            hasAnchorOrTag: fy_event_get_anchor_token(event) != nil
                || fy_event_get_tag_token(event) != nil)
    }

    /// What libfyaml says is wrong.
    private func mistake() -> YAMLError {
        var (line, column): (Int32, Int32) = (0, 0)
        // SAFETY: (lifetime) the text is copied.
        let text = unsafe cfyaml_first_error(diagnostics, &line, &column)
        let message = unsafe text.map { unsafe String(cString: $0) } ?? "malformed YAML"
        // Its lines count from one, its columns too, save where it knows no place.
        return YAMLError(
            position: SourcePosition(line: max(1, Int(line)), column: max(1, Int(column))),
            message: message.prefix(1).lowercased() + message.dropFirst())
    }
}

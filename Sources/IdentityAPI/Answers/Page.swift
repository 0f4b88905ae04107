import QueryProtocol

/// A part of a list that is too long for one answer.
struct Page<Item> {
    var items: [Item]
    /// What the next call has to give as `Marker`; `nil` at the end of the list.
    var marker: String?
}

extension Request {
    /// The part of a list that a call asks for by `Marker` and `MaxItems`.
    ///
    /// A list is ordered by its items' keys, and a marker says behind which key its page begins:
    /// what is made or removed between two calls neither repeats nor hides anything else.
    ///
    /// - Parameters:
    ///   - items: The whole list, in any order.
    ///   - subject: What the list is of, if the operation has one list for each of many things.
    ///     A marker of another list is refused.
    func page<Item>(
        _ items: [Item], of subject: String = "", key: (Item) -> String
    ) throws(QueryError) -> Page<Item> {
        // LIMIT: AWS's default and its greatest number; both keep an answer below a few MB.
        let countMax = try optionalNumber("MaxItems", in: 1...1_000) ?? 100
        let list = "\(call.action) \(account) \(subject)"
        var rest = items.map { (key: key($0), item: $0) }.sorted { $0.key < $1.key }[...]
        if let text = try optionalText("Marker", .marker) {
            guard let marker = ListMarker(text, in: list) else {
                throw .validation("Invalid Marker.")
            }
            rest = rest.drop { $0.key <= marker.key }
        }
        let page = rest.prefix(countMax)
        let marker =
            page.count < rest.count ? page.last.map { ListMarker(key: $0.key, in: list).text } : nil
        return Page(items: page.map(\.item), marker: marker)
    }
}

/// A place in a list, as a text that tells clients nothing, yet can be checked.
///
/// It keeps no secret and proves nothing about whoever hands it in, who could list everything
/// without it; the checksum only tells texts that were given out for this list from others.
private struct ListMarker {
    /// The key of the last item that has been given out.
    let key: String
    private let list: String

    init(key: String, in list: String) {
        self.key = key
        self.list = list
    }

    /// `nil` if the text was not given out for this list.
    init?(_ text: String, in list: String) {
        guard let bytes = [UInt8](hexadecimal: text), bytes.count > 8,
            let key = String(validating: bytes.dropLast(8), as: UTF8.self)
        else { return nil }
        self.init(key: key, in: list)
        guard self.text == text else { return nil }
    }

    var text: String {
        let check = (0..<8).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
        return (Array(key.utf8) + check).hexadecimal
    }

    private var checksum: UInt64 { "\(list) \(key)".utf8.checksum }
}

extension [UInt8] {
    /// `nil` for a text that isn't two small digits for each byte.
    fileprivate init?(hexadecimal text: String) {
        let digits = text.utf8.map { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 0x30
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 0x61 + 10
            default: nil
            }
        }
        guard digits.count.isMultiple(of: 2), digits.allSatisfy({ $0 != nil }) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { digits[$0]! << 4 | digits[$0 + 1]! }
    }

    fileprivate var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        let text = flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
        return String(decoding: text, as: UTF8.self)
    }
}

extension XMLWriter {
    /// Writes a page: whether more follows, and the list.
    mutating func page<Item>(
        _ page: Page<Item>, as name: String, _ body: (inout XMLWriter, Item) -> Void
    ) {
        list(name, page.items, body)
        end(of: page)
    }

    /// Writes whether more follows a page, and how to get it.
    mutating func end<Item>(of page: Page<Item>) {
        element("IsTruncated", page.marker != nil)
        if let marker = page.marker { element("Marker", marker) }
    }
}

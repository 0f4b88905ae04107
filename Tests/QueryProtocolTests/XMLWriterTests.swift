import ConditionValues
import Foundation
import QueryProtocol
import TestSupport
import Testing

@Suite("XML writer")
struct XMLWriterTests {
    private func written(_ body: (inout XMLWriter) -> Void) -> String {
        var writer = XMLWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("writes elements within elements")
    func elements() {
        let text = written { writer in
            writer.element("Role") { role in
                role.element("RoleName", "r")
                role.element("MaxSessionDuration", 3_600)
                role.element("IsAttachable", true)
                role.element("IsTruncated", false)
                role.element("CreateDate", Timestamp(epochSeconds: 1_795_507_283))
                role.element("Description", "")
                role.element("Empty") { _ in }
            }
        }
        #expect(
            text
                == "<Role><RoleName>r</RoleName><MaxSessionDuration>3600</MaxSessionDuration>"
                + "<IsAttachable>true</IsAttachable><IsTruncated>false</IsTruncated>"
                + "<CreateDate>2026-11-24T08:01:23Z</CreateDate>"
                + "<Description></Description><Empty></Empty></Role>")
    }

    @Test("writes lists and maps")
    func containers() {
        let text = written { writer in
            writer.list("Names", ["a", "b"])
            writer.list("Tags", [("k", 1)]) { tag, pair in
                tag.element("Key", pair.0)
                tag.element("Value", pair.1)
            }
            writer.list("None", [String]())
            writer.map("Details", [("IAM Policy", "allowed")])
        }
        #expect(
            text
                == "<Names><member>a</member><member>b</member></Names>"
                + "<Tags><member><Key>k</Key><Value>1</Value></member></Tags><None></None>"
                + "<Details><entry><key>IAM Policy</key><value>allowed</value></entry></Details>")
    }

    @Test(
        "escapes what XML would read otherwise",
        arguments: [
            ("a&b<c>d\"e'f", "a&amp;b&lt;c&gt;d&quot;e&apos;f"),
            ("</Role><Admin>", "&lt;/Role&gt;&lt;Admin&gt;"), ("]]>", "]]&gt;"),
            ("&amp;", "&amp;amp;"), ("a\rb\r\nc\td", "a&#xD;b&#xD;\nc\td"),
            ("\0\u{1}\u{B}\u{1F}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("\u{FFFE}\u{FFFF}", "\u{FFFD}\u{FFFD}"),
            ("\u{FFFD}\u{7F}\u{10FFFF}", "\u{FFFD}\u{7F}\u{10FFFF}"),
            ("é€😀e\u{301}", "é€😀e\u{301}"),
        ])
    func escaping(text: String, escaped: String) {
        let expected = Array("<A>\(escaped)</A>".utf8)
        #expect(Array(written { $0.element("A", text) }.utf8) == expected)
    }

    @Test("writes what a parser gives back unchanged", arguments: 1...4)
    func roundTrip(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let alphabet = "a<>&\"'\r\n\t ]é€\u{85}\u{2028}\u{1F600}\u{301}"
        for _ in 0..<200 {
            let text = random.string(of: alphabet, length: 0...30)
            var writer = XMLWriter()
            writer.element("A", text)
            let parsed = try ParsedText(writer.bytes)
            #expect(parsed.text.utf8.elementsEqual(text.utf8), "seed \(seed): `\(text)`")
        }
    }
}

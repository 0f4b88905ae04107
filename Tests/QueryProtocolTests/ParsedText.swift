import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The text of an XML document's only element, as an independent parser reads it.
final class ParsedText: NSObject, XMLParserDelegate {
    private(set) var text = ""

    init(_ document: [UInt8]) throws {
        super.init()
        let parser = XMLParser(data: Data(document))
        parser.delegate = self
        guard parser.parse() else {
            throw parser.parserError ?? CocoaError(.fileReadCorruptFile)
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}

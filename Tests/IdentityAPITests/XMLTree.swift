import Foundation
import FoundationXML

/// An XML document as a parser that knows nothing of the writer sees it.
final class XMLTree {
    let name: String
    var text = ""
    var children: [XMLTree] = []

    private init(name: String) { self.name = name }

    /// - Throws: If it is not well-formed.
    convenience init(parsing bytes: [UInt8]) throws {
        let reader = Reader()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = reader
        guard parser.parse(), let root = reader.root.children.first else {
            throw Malformed(text: String(decoding: bytes, as: UTF8.self))
        }
        self.init(name: root.name)
        self.text = root.text
        self.children = root.children
    }

    /// The first element that a path of names, with dots between them, leads to.
    func find(_ path: String) -> XMLTree? { findAll(path).first }

    /// All elements that a path leads to.
    func findAll(_ path: String) -> [XMLTree] {
        path.split(separator: ".").reduce([self]) { found, name in
            found.flatMap { $0.children.filter { $0.name == name } }
        }
    }

    struct Malformed: Error { var text: String }

    private final class Reader: NSObject, XMLParserDelegate {
        let root = XMLTree(name: "")
        private lazy var open: [XMLTree] = [root]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
            qualifiedName: String?, attributes: [String: String]
        ) {
            let element = XMLTree(name: name)
            open.last?.children.append(element)
            open.append(element)
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.text += text }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
            qualifiedName: String?
        ) {
            open.removeLast()
        }
    }
}

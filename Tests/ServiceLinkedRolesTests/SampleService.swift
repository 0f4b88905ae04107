import PolicyLanguage
import PolicyModel
import ServiceLinkedRoles

/// Files with definitions of services, for tests.
enum SampleService {
    static let document =
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#

    static func trust(_ service: String) -> String {
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","#
            + #""Principal":{"Service":"\#(service)"},"Action":"sts:AssumeRole"}}"#
    }

    /// A valid file, in which members can be replaced by other text, or taken out.
    static func text(
        _ name: String = "Lex", replacing changes: [String: String?] = [:]
    ) -> String {
        let service = "\(name.lowercased()).amazonaws.com"
        var members = [
            ("Service", "\"\(service)\""),
            ("RoleName", "\"AWSServiceRoleFor\(name)\""),
            ("AllowsSuffix", "true"),
            ("Description", #""For tests""#),
            ("TrustPolicy", trust(service)),
            ("PermissionsPolicy", #"{"PolicyName":"\#(name)Policy","Document":\#(document)}"#),
            ("EditableAttributes", #"["Description"]"#),
            ("Regions", regions([("us-east-1", true), ("eu-west-1", true), ("me-1", false)])),
        ]
        for (member, value) in changes.sorted(by: { $0.key < $1.key }) {
            let index = members.firstIndex { $0.0 == member }
            if let value {
                if let index { members[index].1 = value } else { members.append((member, value)) }
            } else if let index {
                members.remove(at: index)
            }
        }
        let lines = members.map { "\"\($0.0)\": \($0.1)" }
        return "{\n\(lines.joined(separator: ",\n"))\n}"
    }

    static func regions(_ rows: [(id: String, isSupported: Bool)]) -> String {
        let rows = rows.map {
            #"{"Name":"\#($0.id)","Id":"\#($0.id)","Supported":\#($0.isSupported)}"#
        }
        return "[\(rows.joined(separator: ","))]"
    }

    /// The services that are built in, and these.
    static func catalogue(_ texts: String...) -> ServiceCatalogue {
        do throws(ServiceCatalogueErrors) {
            return try ServiceCatalogue(files: files(texts))
        } catch {
            preconditionFailure("\(error.errors)")
        }
    }

    static func files(_ texts: [String]) -> [ServiceFile] {
        texts.enumerated().map { ServiceFile(name: "\($0).json", bytes: Array($1.utf8)) }
    }
}

/// A text in which a `§` marks where an error is. Marks are no part of the text itself.
struct MarkedText {
    let text: String
    let places: [String]

    init(_ marked: String) {
        let lines = marked.split(separator: "\n", omittingEmptySubsequences: false)
        text = marked.replacing("§", with: "")
        places = lines.enumerated().flatMap { number, line in
            // A mark takes no room.
            let parts = line.split(separator: "§", omittingEmptySubsequences: false).dropLast()
            var column = 1
            return parts.map { part in
                column += part.utf8.count
                return "\(number + 1):\(column)"
            }
        }
    }
}

/// The lines that an attempt to make a catalogue prints; empty if it succeeds.
func errorLines(
    _ make: () throws(ServiceCatalogueErrors) -> ServiceCatalogue
) -> [String] {
    do throws(ServiceCatalogueErrors) {
        _ = try make()
        return []
    } catch {
        return error.errors.map(\.description)
    }
}

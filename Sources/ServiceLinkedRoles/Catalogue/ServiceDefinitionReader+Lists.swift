import StrictJSON

/// What of a role may be edited, and where it can be used.
extension ServiceDefinitionReader {
    /// LIMIT: AWS's longest has 14 characters.
    static let regionIDCountMax = 32
    /// LIMIT: AWS's longest name of a region has some 30 characters.
    static let regionNameCountMax = 128

    mutating func editableAttributes(
        of root: JSONTree.Node
    ) -> Set<ServiceDefinition.EditableAttribute> {
        var attributes: Set<ServiceDefinition.EditableAttribute> = []
        for (name, node) in text.strings("EditableAttributes", of: root) {
            guard let attribute = ServiceDefinition.EditableAttribute(rawValue: name) else {
                text.report(node, "attribute `\(name)` cannot be made editable")
                continue
            }
            if !attributes.insert(attribute).inserted {
                text.report(node, "attribute `\(name)` is listed twice")
            }
        }
        return attributes
    }

    mutating func regions(of root: JSONTree.Node) -> [ServiceDefinition.Region] {
        guard let list = text.tree.member("Regions", of: root) else {
            text.report(root, "missing member `Regions`")
            return []
        }
        if text.tree.kind(list) == .array, text.tree.isEmpty(list) {
            text.report(list, "member `Regions` is empty: the service is nowhere")
        }
        var ids: Set<String> = []
        var regions: [ServiceDefinition.Region] = []
        for node in text.objects("Regions", of: root) {
            guard let region = region(node) else { continue }
            if !ids.insert(region.id).inserted {
                text.report(place("Id", of: node), "region `\(region.id)` is listed twice")
            }
            regions.append(region)
        }
        return regions
    }

    private mutating func region(_ node: JSONTree.Node) -> ServiceDefinition.Region? {
        text.reportMembers(of: node, otherThan: ["Name", "Id", "Supported"])
        let name = text.requiredString("Name", of: node)
        if let name, !(1...Self.regionNameCountMax).contains(name.count) {
            text.report(
                place("Name", of: node),
                "name of a region must have 1 to \(Self.regionNameCountMax) characters")
        }
        let id = text.requiredString("Id", of: node)
        if let id, !id.isRegionID {
            text.report(place("Id", of: node), "`\(id)` is no id of a region, such as `us-east-1`")
        }
        if text.tree.member("Supported", of: node) == nil {
            text.report(node, "missing member `Supported`")
        }
        let isSupported = text.boolean("Supported", of: node)
        guard let name, let id, let isSupported else { return nil }
        return ServiceDefinition.Region(name: name, id: id, isSupported: isSupported)
    }
}

extension String {
    /// Words of small letters and digits with hyphens between them, at least two.
    fileprivate var isRegionID: Bool {
        let words = split(separator: "-", omittingEmptySubsequences: false)
        return words.count >= 2 && utf8.count <= ServiceDefinitionReader.regionIDCountMax
            && words.allSatisfy { word in
                !word.isEmpty
                    && word.utf8.allSatisfy { byte in
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    }
            }
    }
}

import Files
import PolicyLanguage

/// A file with the definition of a service, in memory.
package struct ServiceFile: Sendable {
    /// Its path, for errors.
    package var name: String
    /// Its contents.
    package var bytes: [UInt8]

    /// Names contents.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// How large a catalogue may be. Every limit is the greatest allowed value.
package struct ServiceCatalogueLimits: Sendable, Hashable {
    /// The length of one file in bytes.
    ///
    /// LIMIT: the longest policy that AWS has written for a service-linked role has 150 KB.
    package var fileByteCountMax: Int
    /// The number of entries in the directory.
    ///
    /// LIMIT: AWS has some 360 policies of service-linked roles, and a service has one each.
    package var fileCountMax: Int
    /// The number of errors that are listed.
    ///
    /// LIMIT: whoever has a thousand errors has one, a thousand times.
    package var errorCountMax: Int

    /// Creates limits.
    package init(
        fileByteCountMax: Int = 1 << 20, fileCountMax: Int = 1_000, errorCountMax: Int = 1_000
    ) {
        self.fileByteCountMax = fileByteCountMax
        self.fileCountMax = fileCountMax
        self.errorCountMax = errorCountMax
    }

    /// The limits that hold unless a test sets others.
    package static let standard = ServiceCatalogueLimits()
}

/// Everything that is wrong with the definitions of services. None of them is used.
package struct ServiceCatalogueErrors: Error, Sendable, Hashable {
    /// The errors, by file in the order of reading, and by position within a file. Never empty.
    package var errors: [FileMistake]
}

extension ServiceCatalogue {
    /// The services that are built in.
    package static let builtIn: ServiceCatalogue = {
        do throws(ServiceCatalogueErrors) {
            return try ServiceCatalogue(files: [])
        } catch {
            preconditionFailure("built-in service: \(error.errors)")
        }
    }()

    /// The services that are built in, and those of a directory: of every file `*.json` in it.
    /// Entries with other names, or that begin with a dot, are left alone.
    ///
    /// - Throws: Every error in every file.
    /// - Complexity: O(*n*) in the length of all files. Blocks.
    package static func load(
        directory: String, limits: ServiceCatalogueLimits = .standard
    ) throws(ServiceCatalogueErrors) -> ServiceCatalogue {
        let root =
            directory.count > 1 && directory.hasSuffix("/")
            ? String(directory.dropLast()) : directory
        var files: [ServiceFile] = []
        var errors: [FileMistake] = []
        do throws(FileError) {
            let names = try DirectoryListing.names(root, countMax: limits.fileCountMax)
            for name in names where name.hasSuffix(".json") {
                let path = "\(root)/\(name)"
                do throws(FileError) {
                    let bytes = try FileContents.read(path, byteCountMax: limits.fileByteCountMax)
                    files.append(ServiceFile(name: path, bytes: bytes))
                } catch {
                    errors.append(FileMistake(error))
                }
            }
        } catch {
            errors.append(FileMistake(error))
        }
        return try ServiceCatalogue(files: files, unreadable: errors, limits: limits)
    }

    /// The services that are built in, and those of files.
    ///
    /// - Throws: Every error in every file.
    package init(
        files: [ServiceFile], limits: ServiceCatalogueLimits = .standard
    ) throws(ServiceCatalogueErrors) {
        try self.init(files: files, unreadable: [], limits: limits)
    }

    private init(
        files: [ServiceFile], unreadable: [FileMistake], limits: ServiceCatalogueLimits
    ) throws(ServiceCatalogueErrors) {
        var errors = unreadable
        var taken = DefinedNames()
        var definitions: [ServiceDefinition] = []
        for file in [.codeWhisperer] + files {
            do throws(FileMistake) {
                var reader = ServiceDefinitionReader(
                    try FileText(
                        name: file.name, bytes: file.bytes, byteCountMax: limits.fileByteCountMax))
                if let definition = reader.read(taken: &taken) { definitions.append(definition) }
                errors += reader.text.errors.sortedByPosition
            } catch {
                errors.append(error)
            }
        }
        guard errors.isEmpty else {
            throw ServiceCatalogueErrors(errors: errors.capped(at: limits.errorCountMax))
        }
        self.init(definitions)
    }
}

extension FileMistake {
    fileprivate init(_ error: FileError) {
        self.init(file: error.path, position: nil, message: error.message)
    }
}

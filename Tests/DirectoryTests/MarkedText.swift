import Directory
import PolicyModel

/// A file for a test, in which a `§` marks where an error is. The marks are taken out before the
/// file is read; each stands for one error, in order.
struct MarkedText {
    let bytes: [UInt8]
    let positions: [SourcePosition]

    init(_ text: String) {
        var bytes: [UInt8] = []
        var positions: [SourcePosition] = []
        var position = SourcePosition(line: 1, column: 1)
        for scalar in text.unicodeScalars {
            if scalar == "§" {
                positions.append(position)
                continue
            }
            let encoded = Array(String(scalar).utf8)
            bytes += encoded
            position.column += encoded.count
            if scalar == "\n" {
                position.line += 1
                position.column = 1
            }
        }
        self.bytes = bytes
        self.positions = positions
    }

    /// The lines that the loader should print for these messages at the marks.
    func lines(_ file: String, _ messages: [String]) -> [String] {
        zip(positions, messages).map { "\(file):\($0.line):\($0.column): \($1)" }
    }
}

/// Pieces of valid bundle files.
enum Piece {
    static let account = "111122223333"
    static let policy =
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#
    static let trust = #"""
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
         "Principal":{"Service":"x.amazonaws.com"}}}
        """#

    static func arn(_ rest: String) -> String { "arn:aws:iam::\(account):\(rest)" }

    /// A file with one list.
    static func file(_ list: String, _ elements: String...) -> String {
        "{\"\(list)\": [\n\(elements.joined(separator: ",\n"))\n]}"
    }

    /// User `a`, with more members.
    static func user(_ more: String = #""UserName":"a""#) -> String {
        "{\"Arn\":\"\(arn("user/a"))\",\n\(more)}"
    }

    static func role(_ path: String, trust: String = trust) -> String {
        "{\"Arn\":\"\(arn("role" + path))\",\"AssumeRolePolicyDocument\":\(trust)}"
    }

    static func managed(_ name: String, _ versions: String...) -> String {
        let list = versions.joined(separator: ",")
        return "{\"Arn\":\"\(arn("policy/" + name))\",\n\"PolicyVersionList\":[\(list)]}"
    }

    static func version(_ document: String = policy, isDefault: Bool = true) -> String {
        "{\"IsDefaultVersion\":\(isDefault),\"Document\":\(document)}"
    }

    /// Loads one account with these files.
    static func load(
        details: String = #"{"Policies":[]}"#, resources: String? = nil,
        organization: String? = nil, limits: BundleLimits = .standard
    ) throws(BundleErrors) -> Bundle {
        let files = BundleFiles(
            organization: organization.map {
                BundleFile(name: "organization.json", bytes: MarkedText($0).bytes)
            },
            accounts: [
                .init(
                    id: account,
                    details: BundleFile(name: "details.json", bytes: MarkedText(details).bytes),
                    resourcePolicies: resources.map {
                        BundleFile(name: "resources.json", bytes: MarkedText($0).bytes)
                    })
            ])
        return try BundleLoader(limits: limits).load(files)
    }
}

/// The lines that an attempt to load prints; empty if it succeeds.
func errorLines(_ load: () throws(BundleErrors) -> Bundle) -> [String] {
    do throws(BundleErrors) {
        _ = try load()
        return []
    } catch {
        return error.errors.map(\.description)
    }
}

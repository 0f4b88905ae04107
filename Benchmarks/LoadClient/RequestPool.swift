import Files
import StrictJSON

/// The bodies that are sent, with the answers that are expected, in memory that never moves:
/// libnghttp2 reads bodies and lengths from it without a copy.
///
/// INVARIANT (extent): `bytes` addresses all bodies, each followed by its length in decimal digits.
/// INVARIANT (lifetime): allocated in `init`, freed in `deinit`, written nowhere else.
@safe
final class RequestPool {
    /// LIMIT: bytes of a file of requests; ten million of them fit.
    static let byteCountMax = 4 << 30

    private let bytes: UnsafeMutablePointer<UInt8>
    private var offsets: [Int] = [0]
    private var bodyCounts: [Int] = []
    private(set) var expected: [Bool] = []

    /// Why a file of requests can't be used.
    struct Malformed: Error, CustomStringConvertible {
        var line: Int
        var description: String {
            "line \(line) is not of the form {\"request\":{…},\"decision\":true}"
        }
    }

    /// Takes the lines that `verdict requests` prints.
    convenience init(path: String) throws {
        let text =
            path == "-"
            ? try FileContents.readStandardInput(byteCountMax: Self.byteCountMax)
            : try FileContents.read(path, byteCountMax: Self.byteCountMax)
        try self.init(lines: text.split(separator: UInt8(ascii: "\n")))
    }

    /// Takes lines, each an object of a request and a decision.
    init(lines: [ArraySlice<UInt8>]) throws {
        var flat: [UInt8] = []
        for (number, line) in lines.enumerated() {
            let malformed = Malformed(line: number + 1)
            guard let tree = try? JSONTree(parsing: Array(line)),
                let decision = tree.member("decision", of: tree.root).flatMap({ tree.boolean($0) }),
                let request = Self.body(of: tree, line)
            else { throw malformed }
            flat += request
            bodyCounts.append(request.count)
            flat += Array("\(request.count)".utf8)
            offsets.append(flat.count)
            expected.append(decision)
        }
        guard !expected.isEmpty else { throw Malformed(line: 1) }
        unsafe bytes = .allocate(capacity: flat.count)
        for (index, byte) in flat.enumerated() {
            // SAFETY: (extent) the memory was made for as many bytes as the array has.
            unsafe (bytes + index).initialize(to: byte)
        }
    }

    deinit {
        // SAFETY: (lifetime) bytes need no deinitialization.
        unsafe bytes.deallocate()
    }

    /// The bytes of the object `request`, as they stand: from its offset to the bracket that closes
    /// it, which stands before the next member or the end.
    private static func body(of tree: JSONTree, _ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let node = tree.member("request", of: tree.root), tree.kind(node) == .object
        else { return nil }
        let start = line.startIndex + tree.offset(node)
        var depth = 0
        var isInString = false
        var index = start
        while index < line.endIndex {
            switch line[index] {
            case UInt8(ascii: "\\") where isInString: index += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{") where !isInString: depth += 1
            case UInt8(ascii: "}") where !isInString:
                depth -= 1
                if depth == 0 { return line[start...index] }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// How many requests there are.
    var count: Int { expected.count }

    /// A body; valid while the pool lives.
    func body(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        // SAFETY: (extent) offsets and counts are those of `init`.
        unsafe UnsafeBufferPointer(start: bytes + offsets[index], count: bodyCounts[index])
    }

    /// A body's length in digits; valid while the pool lives.
    func lengthText(_ index: Int) -> UnsafeMutableBufferPointer<UInt8> {
        let start = offsets[index] + bodyCounts[index]
        // SAFETY: (extent) as above.
        return unsafe UnsafeMutableBufferPointer(
            start: bytes + start, count: offsets[index + 1] - start)
    }
}

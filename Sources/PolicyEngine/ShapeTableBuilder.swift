import FlatMemory

/// Gathers which shapes and depths each service has.
struct ShapeTableBuilder {
    private var serviceTable = InternTable()
    private var names: [[UInt8]] = []
    /// The shapes of each service, by number.
    private var shapes: [[ResourceIndex.Shape]] = []

    init() {}

    /// Takes note of a node.
    mutating func add(
        _ shape: ResourceIndex.Shape, service text: [UInt8], _ range: TextRange, hash: UInt64
    ) {
        let name = text[range.start..<range.end]
        let known = serviceTable.find(hash) { names[$0].elementsEqual(name) }
        let service = known ?? serviceTable.insert(hash)
        if known == nil {
            names.append(Array(name))
            shapes.append([])
        }
        guard let index = shapes[service].firstIndex(where: { $0.mask == shape.mask }) else {
            shapes[service].append(shape)
            return
        }
        shapes[service][index].depths |= shape.depths
        shapes[service][index].exactLengths |= shape.exactLengths
    }

    /// The hash of each service, in order.
    var serviceHashes: [UInt64] { serviceTable.hashes }

    /// The stretch of ``allShapes`` that belongs to each service.
    var serviceRanges: [TextRange] {
        var start = 0
        return shapes.map { some in
            defer { start += some.count }
            return TextRange(start: start, count: some.count)
        }
    }

    /// All shapes, those of one service side by side.
    var allShapes: [ResourceIndex.Shape] { Array(shapes.joined()) }
}

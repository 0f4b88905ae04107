import FlatMemory

/// The records of a resource index, each with all that belongs together side by side, so that a
/// probe that hits waits for memory once.
///
/// A *node* record holds a place in the index:
///
///     word 0   length of the text, see ``NodeHead``; what the node is
///     word 1   counts of Deny entries and of Allow entries
///     word 2   by how many bytes prefixes between borders go on: bit n for n
///     text     filled up with zeros to whole words
///     entries  three words each
///
/// A *split* record holds those entries of a node that one action pattern or one principal finds:
///
///     word 0   the key's whole hash
///     word 1   counts
///     word 2   the node's place, and the action pattern or ``RecordPool/noPattern``
///     entries
struct RecordPool: ~Copyable, Sendable {
    static let headWordCount = 3

    /// Stands for the pattern where a split goes by principal alone.
    static let noPattern: UInt32 = .max

    private let words: FlatArray<UInt64>

    init(_ builder: RecordPoolBuilder) {
        // Whole words are compared, also at the end of a text.
        words = FlatArray(builder.words + [0])
    }

    /// A word of a record.
    @inline(__always)
    func word(_ place: Int) -> UInt64 { words[place] }

    /// Reads a run's counts.
    @inline(__always)
    func group(at place: Int, first: Int, prefixLength: Int, isActionKnown: Bool) -> EntryGroup {
        let counts = words[place &+ 1]
        return EntryGroup(
            first: UInt32(truncatingIfNeeded: first),
            denyCount: UInt32(truncatingIfNeeded: counts),
            allowCount: UInt32(truncatingIfNeeded: counts &>> 32),
            prefixLength: UInt32(truncatingIfNeeded: prefixLength), isActionKnown: isActionKnown)
    }

    /// Reads an entry.
    @inline(__always)
    func entry(_ place: Int) -> ResourceEntry {
        let signature = words[place]
        let names = words[place &+ 1]
        let rest = words[place &+ 2]
        return ResourceEntry(
            signature: signature, statement: UInt32(truncatingIfNeeded: names),
            actionSet: UInt32(truncatingIfNeeded: names &>> 32),
            verification: UInt32(truncatingIfNeeded: rest),
            traits: ResourceEntry.Traits(rawValue: UInt32(truncatingIfNeeded: rest &>> 32)))
    }

    /// Whether bytes of a node's text are those of `text` from `start` on.
    @inline(__always)
    func equals(
        _ node: Int, from offset: Int, count: Int, _ text: Span<UInt8>, at start: Int
    ) -> Bool {
        words.equals(
            atByte: (node &+ RecordPool.headWordCount) &* 8 &+ offset, count: count, text,
            at: start)
    }
}

/// The first word of a node's record.
///
/// INVARIANT (identity): the low half and the bits of `shape` and `isExact` tell whether a node can
/// be the one looked for; how it is split stands above them.
struct NodeHead: BitwiseCopyable {
    var word: UInt64

    /// - Parameters:
    ///   - textLength: Bytes of the node's text.
    ///   - shape: Bits 0 to 2: partition, region, account are literal.
    ///   - isExact: Whether the prefix is the whole sixth part.
    @inline(__always)
    init(textLength: Int, shape: UInt8, isExact: Bool) {
        word =
            UInt64(UInt32(truncatingIfNeeded: textLength)) | UInt64(shape) &<< 32
            | (isExact ? 1 &<< 35 : 0)
    }

    @inline(__always)
    init(word: UInt64) { self.word = word }

    /// What has to agree.
    @inline(__always)
    var identity: UInt64 { word & 0xF_FFFF_FFFF }

    @inline(__always)
    var textLength: Int { Int(truncatingIfNeeded: word & 0xFFFF_FFFF) }

    @inline(__always)
    var splits: Splits {
        get { Splits(rawValue: UInt8(truncatingIfNeeded: word &>> 40)) }
        set { word |= UInt64(newValue.rawValue) &<< 40 }
    }

    /// By what some of a node's entries have to be looked up.
    struct Splits: OptionSet, BitwiseCopyable {
        let rawValue: UInt8
        static let byAction = Splits(rawValue: 1)
        static let byPrincipal = Splits(rawValue: 2)
        static let byBoth = Splits(rawValue: 4)
    }
}

/// Writes records one after another.
struct RecordPoolBuilder {
    /// The first word is nobody's, so that no record is at zero.
    fileprivate(set) var words: [UInt64] = [0]

    /// Where the next word comes to stand.
    var place: Int { words.count }

    mutating func append(_ word: UInt64) { words.append(word) }

    mutating func appendCounts(deny: Int, allow: Int) {
        words.append(UInt64(deny) | UInt64(allow) << 32)
    }

    mutating func append(_ text: Span<UInt8>, _ range: TextRange) {
        var offset = range.start
        while offset < range.end {
            words.append(text.word(at: offset, count: min(8, range.end - offset)))
            offset += 8
        }
    }

    mutating func append(_ entry: ResourceEntry) {
        words.append(entry.signature)
        words.append(UInt64(entry.statement) | UInt64(entry.actionSet) << 32)
        words.append(UInt64(entry.verification) | UInt64(entry.traits.rawValue) << 32)
    }

    mutating func mark(_ place: Int, _ splits: NodeHead.Splits) {
        var head = NodeHead(word: words[place])
        head.splits = splits
        words[place] = head.word
    }
}

import LockFree
import Synchronization
import Testing

@Suite("Atomic words")
struct AtomicWordsTests {
    @Test("a new table is zero, and each word keeps what was written to it", arguments: [1, 64])
    func words(rowCount: Int) {
        guard let table = AtomicWords(rowCount: rowCount) else {
            Issue.record("no memory")
            return
        }
        #expect(table.rowCount == rowCount)
        #expect(table.byteCount == rowCount * 128)
        for pass in 0..<2 {
            for place in 0..<rowCount * AtomicWords.rowWordCount {
                let (row, word) = place.quotientAndRemainder(dividingBy: AtomicWords.rowWordCount)
                let before = table.withRow(UInt64(row)) {
                    let before = $0[word].load(ordering: .acquiring)
                    $0[word].store(UInt64(place + 1), ordering: .releasing)
                    return before
                }
                #expect(before == (pass == 0 ? 0 : UInt64(place + 1)))
            }
        }
    }

    @Test("any hash and any place select a word, by their low bits")
    func masking() {
        guard let table = AtomicWords(rowCount: 8) else {
            Issue.record("no memory")
            return
        }
        table.withRow(5) { $0[3].store(7, ordering: .relaxed) }
        for hash: UInt64 in [5, 13, .max - 2, 1 << 63 | 5] {
            for place in [3, 19, -13, .min + 3] {
                #expect(table.withRow(hash) { $0[place].load(ordering: .relaxed) } == 7)
            }
        }
    }

    @Test("more memory than there can be is refused, not promised", arguments: [1 << 50, 1 << 58])
    func refusal(rowCount: Int) {
        if AtomicWords(rowCount: rowCount) != nil { Issue.record("\(rowCount) rows were mapped") }
    }
}

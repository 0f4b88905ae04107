/// Duplicate member names.
extension JSONParser {
    /// LIMIT: up to this many members are compared in pairs, which for the objects of requests and
    /// policies is faster than hashing and needs no memory; 16 members are 120 comparisons of
    /// lengths. Beyond, names are hashed, so that no text takes quadratic time.
    static let pairwiseCountMax = 16

    /// Checks the names of an object that has just been closed.
    func rejectDuplicateNames(ofObjectAt object: Int) throws(JSONError) {
        var count = 0
        var index = object + 1
        while index < records.count {
            if count == Self.pairwiseCountMax { return try rejectByHash(ofObjectAt: object) }
            var earlier = object + 1
            while earlier < index {
                if areEqualNames(earlier, index) { throw duplicate(index) }
                earlier = Int(records[earlier + 1].next)
            }
            count += 1
            index = Int(records[index + 1].next)
        }
    }

    /// Puts the names into a hash table, whose hash is keyed at random for each process.
    private func rejectByHash(ofObjectAt object: Int) throws(JSONError) {
        var names: [Int] = []
        var index = object + 1
        while index < records.count {
            names.append(index)
            index = Int(records[index + 1].next)
        }
        var capacity = 64
        while capacity < names.count * 2 { capacity *= 2 }
        // 0 is a free place: it is the root, which is nobody's name.
        var table = [UInt32](repeating: 0, count: capacity)
        for name in names {
            var place = hashOfName(name) & (capacity - 1)
            while table[place] != 0 {
                if areEqualNames(Int(table[place]), name) { throw duplicate(name) }
                place = (place + 1) & (capacity - 1)
            }
            table[place] = UInt32(name)
        }
    }

    private func areEqualNames(_ one: Int, _ other: Int) -> Bool {
        let (one, other) = (records[one], records[other])
        if one.hasEscapes || other.hasEscapes {
            return bytes.decodedString(one) == bytes.decodedString(other)
        }
        guard one.end - one.start == other.end - other.start else { return false }
        var (index, otherIndex) = (Int(one.start) + 1, Int(other.start) + 1)
        while index < Int(one.end) {
            if bytes[index] != bytes[otherIndex] { return false }
            index += 1
            otherIndex += 1
        }
        return true
    }

    private func hashOfName(_ name: Int) -> Int {
        let record = records[name]
        if record.hasEscapes { return bytes.decodedString(record)[...].keyedHash }
        return bytes[Int(record.start) + 1..<Int(record.end) - 1].keyedHash
    }

    private func duplicate(_ name: Int) -> JSONError {
        let text = String(decoding: bytes.decodedString(records[name]), as: UTF8.self)
        return error(.duplicateName, at: Int(records[name].start), "duplicate member `\(text)`")
    }
}

extension ArraySlice<UInt8> {
    /// A hash of the bytes, eight at a time since the hasher's cost is by the call.
    fileprivate var keyedHash: Int {
        var hasher = Hasher()
        var word: UInt64 = 0
        for (count, byte) in enumerated() {
            word = word << 8 | UInt64(byte)
            if count & 7 == 7 { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(count)
        return hasher.finalize()
    }
}

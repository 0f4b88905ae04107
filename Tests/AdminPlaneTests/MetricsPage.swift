/// A page of metrics as a strict reader of Prometheus's text format takes it.
///
/// Source: Prometheus documentation, *Exposition formats*, and its advice on names.
struct MetricsPage {
    /// What is wrong with a line.
    struct Mistake: Error {
        let line: Substring
        let reason: String
    }

    private var samples: [String: Double] = [:]

    /// Reads a page.
    ///
    /// - Throws: The first line that is not as it should be.
    init(parsing text: String) throws(Mistake) {
        guard text.hasSuffix("\n") else { throw Mistake(line: "", reason: "no end of line") }
        var types: [Substring: Substring] = [:]
        var helped: Set<Substring> = []
        var current: Substring = ""
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            func fail(_ reason: String) -> Mistake { Mistake(line: line, reason: reason) }
            if let match = line.wholeMatch(of: /# HELP ([a-z_]+) [^\\]*/) {
                current = match.1
                guard helped.insert(current).inserted else { throw fail("told twice") }
            } else if let match = line.wholeMatch(
                of: /# TYPE ([a-z_]+) (gauge|counter|histogram)/)
            {
                guard match.1 == current, types[current] == nil else { throw fail("no help") }
                types[current] = match.2
                guard (match.2 == "counter") == current.hasSuffix("_total") else {
                    throw fail("counters, and no others, end in _total")
                }
            } else if let match = line.wholeMatch(
                of: /([a-z_]+)(\{[a-z_]+="[^"\\]*"(?:,[a-z_]+="[^"\\]*")*\})? (\S+)/)
            {
                let suffixes = types[current] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
                guard suffixes.contains(where: { current + $0 == match.1 }) else {
                    throw fail("stands below another metric's type")
                }
                guard let value = Double(match.3) else { throw fail("no number") }
                let name = String(match.1) + (match.2.map(String.init) ?? "")
                guard samples.updateValue(value, forKey: name) == nil else {
                    throw fail("stands there twice")
                }
            } else {
                throw fail("is no line of the format")
            }
        }
    }

    /// A value by its name and labels as written.
    func value(_ sample: String) -> Double? { samples[sample] }
}

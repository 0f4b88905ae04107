/// Metrics in the text format that Prometheus reads, version 0.0.4.
///
/// Names follow Prometheus's conventions: seconds and bytes, and `_total` for what only grows.
struct MetricsText {
    /// The content type of the format.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// What a metric is.
    enum Kind: String {
        /// It goes up and down.
        case gauge
        /// It only grows, while the process lives.
        case counter
        /// Counts of values by class.
        case histogram
    }

    /// A value with its labels, such as `event="hit"`; empty for none.
    struct Sample {
        let labels: String
        let value: String

        /// A whole number.
        init(_ labels: String, _ value: some BinaryInteger) {
            self.labels = labels
            self.value = String(value)
        }

        /// A number.
        init(_ labels: String, _ value: Double) {
            self.labels = labels
            self.value = String(value)
        }
    }

    /// What has been written.
    private(set) var text = ""

    /// Writes a metric with one value.
    ///
    /// - Parameter help: One line without backslashes.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: some BinaryInteger) {
        add(name, kind, help, [Sample("", value)])
    }

    /// Writes a metric with one value.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        add(name, kind, help, [Sample("", value)])
    }

    /// Writes a metric with a value for each of several sets of labels.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        begin(name, kind, help)
        for sample in samples { line(name, sample) }
    }

    /// Writes a histogram.
    ///
    /// - Parameters:
    ///   - bounds: The upper bounds of the classes, ascending.
    ///   - counts: How many values are in each, and in the one beyond the last.
    ///   - sum: Of all values.
    mutating func addHistogram(
        _ name: String, _ help: String, bounds: [Double], counts: [UInt64], sum: Double
    ) {
        precondition(counts.count == bounds.count + 1, "\(counts.count) classes")
        begin(name, .histogram, help)
        var total: UInt64 = 0
        for (index, count) in counts.enumerated() {
            total += count
            let bound = index < bounds.count ? String(bounds[index]) : "+Inf"
            line(name + "_bucket", Sample("le=\"\(bound)\"", total))
        }
        line(name + "_sum", Sample("", sum))
        line(name + "_count", Sample("", total))
    }

    private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func line(_ name: String, _ sample: Sample) {
        text += sample.labels.isEmpty ? name : "\(name){\(sample.labels)}"
        text += " \(sample.value)\n"
    }
}

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
    }

    /// What has been written.
    private(set) var text = ""

    /// Writes a metric with one value.
    ///
    /// - Parameter help: One line without backslashes.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: some BinaryInteger) {
        add(name, kind, help, [(labels: "", value: value)])
    }

    /// Writes a metric with a value for each of several sets of labels, such as `event="hit"`.
    mutating func add(
        _ name: String, _ kind: Kind, _ help: String,
        _ values: [(labels: String, value: some BinaryInteger)]
    ) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        for (labels, value) in values {
            text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
        }
    }
}

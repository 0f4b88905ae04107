import Glibc
import Measurement

/// Prints figures as they come, one JSON object a line.
struct Results {
    /// Prints one figure.
    ///
    /// - Parameters:
    ///   - benchmark: What was measured, such as `engine/one-principal`.
    ///   - fill: Sets the figures, and what tells them from others of the same benchmark.
    static func print(_ benchmark: String, _ fill: (inout Record) -> Void) {
        var record = Record()
        record.set("benchmark", benchmark)
        fill(&record)
        Swift.print(record)
        fflush(nil)
    }
}

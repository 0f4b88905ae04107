/// Figures with names, in the order in which they were set, to be printed as one line of JSON.
package struct Record: Sendable, CustomStringConvertible {
    /// One figure, or what describes others.
    package enum Value: Sendable {
        case integer(Int)
        case number(Double)
        case text(String)
        case record(Record)
    }

    private var members: [(name: String, value: Value)] = []

    /// Creates a record of nothing.
    package init() {}

    /// Sets a whole number.
    package mutating func set(_ name: String, _ value: Int) {
        members.append((name, .integer(value)))
    }

    /// Sets a number, which is printed with three decimals.
    package mutating func set(_ name: String, _ value: Double) {
        members.append((name, .number(value)))
    }

    /// Sets a text of printable ASCII.
    package mutating func set(_ name: String, _ value: String) {
        members.append((name, .text(value)))
    }

    /// Sets a record within this one.
    package mutating func set(_ name: String, _ value: Record) {
        members.append((name, .record(value)))
    }

    /// The record as a JSON object, without line breaks.
    package var description: String {
        let texts = members.map { name, value in
            let text =
                switch value {
                case .integer(let value): "\(value)"
                // No exponent and no locale: whole thousandths, with the point put in.
                case .number(let value): Self.decimal(value)
                case .text(let value):
                    "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
                case .record(let value): value.description
                }
            return "\"\(name)\":\(text)"
        }
        return "{\(texts.joined(separator: ","))}"
    }

    private static func decimal(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "null" }
        let thousandths = Int((value * 1_000).rounded())
        let fraction = "\(abs(thousandths) % 1_000)"
        let padding = String(repeating: "0", count: 3 - fraction.count)
        return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1_000).\(padding)\(fraction)"
    }
}

extension Record {
    /// The record of a timing.
    package init(_ timing: Timing) {
        self.init()
        set("mean", timing.mean)
        set("trimmed", timing.trimmedMean)
        set("p50", timing.p50)
        set("p99", timing.p99)
        set("p99.9", timing.p999)
        set("count", timing.count)
    }

    /// The record of a histogram, its values divided by `divisor`.
    package init(_ histogram: Histogram, dividedBy divisor: Double) {
        self.init()
        set("mean", histogram.mean / divisor)
        for (name, percent) in [("p50", 50.0), ("p90", 90), ("p99", 99), ("p99.9", 99.9)] {
            set(name, Double(histogram.percentile(percent)) / divisor)
        }
        set("max", Double(histogram.maximum) / divisor)
        set("count", Int(histogram.count))
    }
}

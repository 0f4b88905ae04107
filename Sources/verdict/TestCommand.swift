import Files
import FlatMemory
import PolicyEngine
import PolicyModel
import StrictJSON

/// `verdict test`: runs policy tests.
enum TestCommand: Command {
    static let name = "test"
    static let summary = "run policy tests"
    static let operands = "FILE..."
    static let discussion = """
        Runs test cases, one JSON object a line: policies, a request and the expected decision.
        Prints each failure with what was expected, what came and the statements that decided,
        and at the end `N passed, N failed`. The format `verdicts` prints a line
        `{"id":…,"verdict":…}` for each case instead, and `junit` an XML report.

        Exit status: 0 if all pass, 1 if one fails, 2 if a file or a line cannot be read.
        """
    static let options = [
        CommandOption("format", "FORMAT", help: "text, junit or verdicts; text if not given")
    ]
    static let example = "verdict test cases.jsonl"

    private enum Format: String, CaseIterable { case text, junit, verdicts }

    private struct Result {
        var testCase: PolicyCase
        var explanation: Evaluator.Explanation
        var isPass: Bool { explanation.decision == testCase.expected }
    }

    static func run(_ options: CommandOptions) throws(UsageError) -> Int32 {
        let format: Format = try options.choice("format") ?? .text
        guard !options.operands.isEmpty else { throw UsageError("no file of cases") }
        var results: [Result] = []
        var hasUnreadable = false
        for path in options.operands {
            do throws(FileError) {
                let lines = try FileContents.read(path, byteCountMax: InputFile.byteCountMax).split(
                    separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                for (index, line) in lines.enumerated()
                where line.contains(where: { $0 > UInt8(ascii: " ") }) {
                    do throws(PolicyCase.Malformed) {
                        results.append(try decide(try PolicyCase(line: Array(line))))
                    } catch {
                        hasUnreadable = true
                        StandardError.write(line: "\(path):\(index + 1): \(error.message)")
                    }
                }
            } catch {
                hasUnreadable = true
                StandardError.write(line: "verdict test: `\(path)`: \(error.message)")
            }
        }
        let failedCount = results.count { !$0.isPass }
        switch format {
        case .text: printText(results)
        case .junit: printJUnit(results)
        case .verdicts: printVerdicts(results)
        }
        if format != .junit {
            print("\(results.count - failedCount) passed, \(failedCount) failed")
        }
        if hasUnreadable { return ExitStatus.usage }
        return failedCount == 0 ? ExitStatus.success : ExitStatus.negative
    }

    private static func decide(_ testCase: PolicyCase) throws(PolicyCase.Malformed) -> Result {
        let hash = KeyedHash.drawn()
        do throws(CompileError) {
            let compiled = try testCase.policies.compiled(hash: hash)
            var evaluator = Evaluator()
            var request = PreparedRequest(hash: hash)
            return Result(
                testCase: testCase,
                explanation: evaluator.explain(
                    testCase.request, under: compiled, of: testCase.policies,
                    preparing: &request))
        } catch {
            throw PolicyCase.Malformed(message: error.message)
        }
    }

    private static func printText(_ results: [Result]) {
        for result in results where !result.isPass {
            print("\(result.testCase.id): \(failure(result))")
        }
    }

    private static func failure(_ result: Result) -> String {
        let statements = result.explanation.statements.map {
            "`\($0.policy)` statement \($0.index)" + ($0.sid.map { " (\($0))" } ?? "")
        }
        let reason = statements.isEmpty ? "no statement" : statements.joined(separator: ", ")
        return "expected \(result.testCase.expected.verdictName), got "
            + "\(result.explanation.decision.verdictName) by \(reason)"
    }

    private static func printVerdicts(_ results: [Result]) {
        for result in results {
            var writer = JSONWriter()
            writer.object { writer in
                writer.name("id")
                writer.string(result.testCase.id)
                writer.name("verdict")
                writer.string(result.explanation.decision.verdictName)
            }
            print(String(decoding: writer.bytes, as: UTF8.self))
        }
    }

    private static func printJUnit(_ results: [Result]) {
        let failedCount = results.count { !$0.isPass }
        print("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        print("<testsuite name=\"verdict\" tests=\"\(results.count)\" failures=\"\(failedCount)\">")
        for result in results {
            let name = escaped(result.testCase.id)
            if result.isPass {
                print("  <testcase name=\"\(name)\"/>")
            } else {
                let message = escaped(failure(result))
                print("  <testcase name=\"\(name)\"><failure message=\"\(message)\"/></testcase>")
            }
        }
        print("</testsuite>")
    }

    /// A text for an XML attribute; characters that XML cannot hold become `?`.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case _ where scalar.value < 0x20: result += "?"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

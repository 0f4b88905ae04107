import EventLoop
import Files
import Glibc
import Measurement

do {
    guard let plan = try LoadPlan(Array(CommandLine.arguments.dropFirst())) else {
        print(LoadPlan.usage)
        exit(0)
    }
    let pool = try RequestPool(path: plan.requestsPath)
    let load = try Load(plan, pool: pool)
    if plan.warmUpCount > 0 {
        let warmUp = try load.closedLoop(count: plan.warmUpCount)
        guard warmUp.wrong == 0 else {
            throw LoadFailure("\(warmUp.wrong) of \(warmUp.answered) answers were wrong")
        }
    }
    let outcome =
        if let rate = plan.rate {
            try load.openLoop(ratePerSecond: rate, count: plan.count)
        } else {
            try load.closedLoop(count: plan.count)
        }
    print(Record(outcome, plan: plan))
    exit(outcome.wrong == 0 ? 0 : 1)
} catch let error as FileError {
    StandardError.write(line: "verdict-load: `\(error.path)`: \(error.message)")
    exit(2)
} catch {
    StandardError.write(line: "verdict-load: \(error)")
    exit(2)
}

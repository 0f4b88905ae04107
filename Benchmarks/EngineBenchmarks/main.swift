import Files
import Glibc

do {
    guard let options = try BenchmarkOptions(Array(CommandLine.arguments.dropFirst())) else {
        print(BenchmarkOptions.usage)
        exit(0)
    }
    if options.listsCounted {
        for kind in CountedRun.Kind.allCases { print(kind.rawValue) }
        exit(0)
    }
    if let kind = options.counted {
        try CountedRun(kind: kind, count: options.count).run()
        exit(0)
    }
    if options.wants("engine/") {
        let documents = try ManagedDocuments(path: options.policiesPath)
        try DecisionBenchmarks(scale: options.scale, documents: documents).run()
        try ThreadBenchmark(scale: options.scale).withoutCache()
    }
    if options.wants("cache/") { try CacheBenchmarks(scale: options.scale).run() }
    if options.wants("publishing/") { try PublishingBenchmarks(scale: options.scale).run() }
} catch {
    StandardError.write(line: "verdict-benchmarks: \(error)")
    exit(error is WrongAnswer ? 1 : 2)
}

import Foundation
import FuzzTargets
import TestSupport
import Testing

/// Gives the fuzzing targets what is in their corpora: beginnings, and whatever was ever found.
@Suite("Corpora")
struct CorpusTests {
    @Test("every input is taken, cut off and damaged, too", arguments: FuzzTargets.names)
    func replay(name: String) throws {
        let target = try #require(FuzzTargets.make(name))
        let folder = SharedData.packageRoot.appending(path: "Tests/FuzzingTests/Corpora/\(name)")
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files {
            let input = Array(try Data(contentsOf: file))
            let problem = target.take(input)
            #expect(problem == nil, "\(name)/\(file.lastPathComponent)")
            var random = SplitMix64(seed: UInt64(input.count))
            for _ in 0..<50 where !input.isEmpty {
                var damaged = Array(input.prefix(.random(in: 1...input.count, using: &random)))
                let place = Int.random(in: 0..<damaged.count, using: &random)
                damaged[place] ^= UInt8.random(in: 1...255, using: &random)
                let problem = target.take(damaged)
                #expect(problem == nil, "\(name): \(damaged)")
            }
        }
    }

    @Test("there is no target of another name")
    func unknown() { #expect(FuzzTargets.make("other") == nil) }
}

import SyntheticWorkload

/// The requests of a workload with the answers to expect.
struct CheckedPool: Sendable {
    let questions: QuestionPool
    private let expected: [Bool]
    /// The bodies in which the daemon gets the requests, one after the other, and where each lies.
    let bodies: [UInt8]
    let bodyRanges: [Range<Int>]

    /// Makes the first requests of a workload.
    init(_ workload: some Workload, count: Int) {
        let requests = (0..<count).map(workload.request)
        questions = QuestionPool(requests.map(\.query))
        expected = requests.map(\.isAllowed)
        var bodies: [UInt8] = []
        bodyRanges = requests.map { request in
            let start = bodies.count
            bodies += request.body
            return start..<bodies.count
        }
        self.bodies = bodies
    }

    var count: Int { expected.count }

    /// Whether an answer is the right one.
    func isRight(_ isAllowed: Bool, _ index: Int) -> Bool { expected[index] == isAllowed }

    /// Checks an engine's answers to all requests.
    ///
    /// - Throws: The first that is wrong.
    func check(_ engine: EngineUnderTest, _ benchmark: String) throws {
        try engine.lend { engine in
            for index in 0..<count
            where !isRight(engine.decide(questions, index), index)
                || !isRight(engine.decideBody(self, index), index)
            {
                throw WrongAnswer(
                    description: "\(benchmark): wrong answer to \(questions.queries[index])")
            }
        }
    }

    // LIMIT: each pass with so many requests is a fraction of a second, and fewer passes than this
    // see even the largest pool several times while the engine looks.
    private static let passCountMax = 1_000

    /// Asks until all is remembered. An engine gives up looking for a while if few bodies come
    /// again, as is the case at first.
    ///
    /// - Throws: If it still isn't: then nothing about remembered bodies can be measured.
    func settle(_ engine: EngineUnderTest, _ benchmark: String) throws {
        let isSettled = engine.lend { engine in
            (0..<Self.passCountMax).contains { _ in
                var recalledCount = 0
                for index in 0..<count {
                    _ = engine.decide(questions, index)
                    if engine.answer(self, index).isRecalled { recalledCount += 1 }
                }
                return recalledCount >= count - count / 100
            }
        }
        guard isSettled else {
            throw WrongAnswer(description: "\(benchmark): bodies are not remembered")
        }
    }
}

/// An answer that is not the expected one: no figure about it would mean anything.
struct WrongAnswer: Error, CustomStringConvertible {
    let description: String
}

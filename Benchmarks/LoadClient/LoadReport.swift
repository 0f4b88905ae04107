import Measurement

extension Record {
    /// What a run has shown, with the plan that it followed.
    init(_ outcome: Outcome, plan: LoadPlan) {
        self.init()
        let seconds = Double(outcome.elapsedNanoseconds) / 1e9
        set("connections", plan.connectionCount)
        set("streams", plan.streamCount)
        if let rate = plan.rate {
            set("rate", rate)
            set("arrivals", plan.arrivals.rawValue)
        }
        set("requests", outcome.answered)
        set("wrong", outcome.wrong)
        set("seconds", seconds)
        set("requests_per_second", Double(outcome.answered) / seconds)
        if let nanoseconds = outcome.serverNanoseconds {
            let perRequest = Double(nanoseconds) / Double(outcome.answered)
            set("server_cpu_us_per_request", perRequest / 1_000)
            set("server_cpu_share", Double(nanoseconds) / 1e9 / seconds)
        }
        set("latency_us", Record(outcome.latency, dividedBy: 1_000))
    }
}

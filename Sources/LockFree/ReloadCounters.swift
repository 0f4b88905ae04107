import Synchronization

/// How often things that are read from files, policies apart, were read anew while the daemon ran,
/// and how that went. Any thread may count, and any may read.
package final class ReloadCounters: Sendable {
    /// What is reloaded.
    package enum Subject: String, Sendable, Hashable, CaseIterable {
        /// The YAML configuration.
        case configuration
        /// Certificates and keys of TLS on the data plane.
        case certificates
        /// Those of the admin plane.
        case adminCertificates = "admin_certificates"
        /// Bearer tokens.
        case tokens
    }

    /// One subject's numbers.
    private struct Numbers: ~Copyable {
        let successes = Atomic<UInt64>(0)
        let failures = Atomic<UInt64>(0)
        let hasLastFailed = Atomic(false)
    }

    private let configuration = Numbers()
    private let certificates = Numbers()
    private let adminCertificates = Numbers()
    private let tokens = Numbers()

    /// Creates counters at zero.
    package init() {}

    /// Counts a reload that has put something new in place.
    package func countSuccess(of subject: Subject) {
        withNumbers(subject) {
            $0.successes.wrappingAdd(1, ordering: .relaxed)
            $0.hasLastFailed.store(false, ordering: .relaxed)
        }
    }

    /// Counts a reload that has left everything as it was, because what was read is bad.
    package func countFailure(of subject: Subject) {
        withNumbers(subject) {
            $0.failures.wrappingAdd(1, ordering: .relaxed)
            $0.hasLastFailed.store(true, ordering: .relaxed)
        }
    }

    /// How many reloads have put something new in place.
    package func successCount(of subject: Subject) -> UInt64 {
        withNumbers(subject) { $0.successes.load(ordering: .relaxed) }
    }

    /// How many reloads have failed.
    package func failureCount(of subject: Subject) -> UInt64 {
        withNumbers(subject) { $0.failures.load(ordering: .relaxed) }
    }

    /// Whether the last reload has failed, so that what serves is not what the files say.
    package func hasLastFailed(_ subject: Subject) -> Bool {
        withNumbers(subject) { $0.hasLastFailed.load(ordering: .relaxed) }
    }

    private func withNumbers<Result>(
        _ subject: Subject, _ body: (borrowing Numbers) -> Result
    ) -> Result {
        switch subject {
        case .configuration: body(configuration)
        case .certificates: body(certificates)
        case .adminCertificates: body(adminCertificates)
        case .tokens: body(tokens)
        }
    }
}

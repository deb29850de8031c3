import NIOCore

/// Counts what the candidate does, as one event loop sees it, and says when that is too much. What is done about it
/// concerns all event loops: ``Circuit``.
///
/// Pure: the time is passed in.
struct CircuitBreaker: Equatable {
    private let configuration: BreakerConfiguration
    /// When the circuit was closed for the time that is counted.
    private var closedSince = NIODeadline.uptimeNanoseconds(0)
    private var failuresInARow = 0
    private var window: FailureWindow

    init(_ configuration: BreakerConfiguration) {
        self.configuration = configuration
        window = FailureWindow(length: configuration.window)
    }

    /// Counts one exchange.
    ///
    /// - Parameter closing: When the circuit was closed last; what came before does not count any more.
    /// - Returns: Whether the circuit is to be opened.
    mutating func record(_ verdict: CandidateVerdict, at now: NIODeadline, closedSince closing: NIODeadline) -> Bool {
        if closing != closedSince {
            self = CircuitBreaker(configuration)
            closedSince = closing
        }
        switch verdict {
        case .neutral: return false
        case .succeeded:
            failuresInARow = 0
            window.record(isFailure: false, at: now)
            return false
        case .failed:
            failuresInARow += 1
            window.record(isFailure: true, at: now)
            return failuresInARow >= configuration.consecutiveFailures || isShareTooLarge
        }
    }

    private var isShareTooLarge: Bool {
        window.count >= configuration.minimumCount
            && Double(window.failures) >= configuration.failureShare * Double(window.count)
    }
}

import Foundation
import Synchronization

/// Clients that send requests over keep-alive connections until they are told to stop.
final class Load: Sendable {
    /// One request and what came of it.
    struct Outcome: Sendable {
        let request: HTTPRequest
        let answer: HTTPAnswer?
        let error: String?
        let milliseconds: Double
    }

    /// However long the test takes, no more requests than this.
    private static let bound = 30_000

    private let port: Int
    private let requests: [HTTPRequest]
    private let state: Mutex<State>

    private struct State {
        var outcomes: [Outcome] = []
        var started = 0
        var running: Int
        var isStopped = false
    }

    /// - Parameter requests: Sent in turn, each connection beginning at another one.
    init(port: Int, connections: Int, requests: [HTTPRequest]) {
        self.port = port
        self.requests = requests
        state = Mutex(State(running: connections))
        for number in 0..<connections {
            Thread.detachNewThread { self.run(from: number * requests.count / connections) }
        }
    }

    var count: Int { state.withLock { $0.outcomes.count } }

    /// Waits until this many more requests have been answered.
    func waitForMore(_ requests: Int) throws {
        let goal = count + requests
        try eventually("\(requests) more answers", within: .seconds(300), holds: { count >= goal })
    }

    /// Lets the requests under way finish.
    ///
    /// - Returns: Everything that was sent, and what came of it.
    func stop() throws -> [Outcome] {
        state.withLock { $0.isStopped = true }
        try eventually("the clients to stop", within: .seconds(60), holds: { state.withLock { $0.running == 0 } })
        return state.withLock { $0.outcomes }
    }

    private func run(from start: Int) {
        defer { state.withLock { $0.running -= 1 } }
        var connection: RawConnection?
        var index = start
        while state.withLock({ state in
            guard !state.isStopped, state.started < Self.bound else { return false }
            state.started += 1
            return true
        }) {
            let request = requests[index % requests.count]
            index += 1
            let begin = ContinuousClock.now
            do {
                let current = try connection ?? RawConnection(port: port)
                connection = current
                let answer = try current.exchange(request)
                if answer.values("connection").contains("close") { connection = nil }
                record(Outcome(request: request, answer: answer, error: nil, milliseconds: Self.elapsed(since: begin)))
            } catch {
                connection = nil
                record(
                    Outcome(request: request, answer: nil, error: "\(error)", milliseconds: Self.elapsed(since: begin)))
            }
        }
    }

    private func record(_ outcome: Outcome) { state.withLock { $0.outcomes.append(outcome) } }

    private static func elapsed(since begin: ContinuousClock.Instant) -> Double {
        (ContinuousClock.now - begin) / .milliseconds(1)
    }
}

import Foundation
import Synchronization

/// Clients that give every request an id of its own, so that each answer can be held against what legacy answered to that very
/// request.
final class PairedLoad: Sendable {
    /// What a client got.
    struct Answer {
        var status: Int
        /// Of what is not a success: it may be the proxy's own, which says why.
        var text: String?
    }

    private struct State {
        var next = 0
        var answers: [String: Answer] = [:]
        var errors: [String] = []
        var running: Int
        var isStopped = false
    }

    /// However long the test takes, no more requests than this.
    private static let bound = 200_000

    private let port: Int
    private let requests: [HTTPRequest]
    private let pause: UInt32
    private let state: Mutex<State>

    /// - Parameter pause: Of each client after each answer, in microseconds.
    init(port: Int, connections: Int, requests: [HTTPRequest], pause: UInt32 = 0) {
        self.port = port
        self.requests = requests
        self.pause = pause
        state = Mutex(State(running: connections))
        for _ in 0..<connections { Thread.detachNewThread { self.run() } }
    }

    var count: Int { state.withLock { $0.answers.count } }

    /// What clients got, by request id.
    func stop() throws -> (answers: [String: Answer], errors: [String]) {
        state.withLock { $0.isStopped = true }
        try eventually("the clients to stop", within: .seconds(60), holds: { state.withLock { $0.running == 0 } })
        return state.withLock { ($0.answers, $0.errors) }
    }

    private func run() {
        defer { state.withLock { $0.running -= 1 } }
        var connection: RawConnection?
        while let number = take() {
            var request = requests[number % requests.count]
            let id = "paired-\(number)"
            request.fields.append("x-request-id: \(id)")
            do {
                let current = try connection ?? RawConnection(port: port)
                connection = current
                let answer = try current.exchange(request)
                if answer.values("connection").contains("close") { connection = nil }
                let text = answer.status < 400 ? nil : answer.text
                state.withLock { $0.answers[id] = Answer(status: answer.status, text: text) }
            } catch {
                connection = nil
                state.withLock { $0.errors.append("\(error)") }
            }
            if pause > 0 { usleep(pause) }
        }
    }

    private func take() -> Int? {
        state.withLock { state in
            guard !state.isStopped, state.next < Self.bound else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }
}

import Foundation
import Synchronization

/// Stands in front of functions, passes requests on, notes what they answered by request id, and misbehaves when it is told to.
final class FunctionFront: Sendable {
    enum Mood: Sendable, Equatable {
        case faithful
        /// Answers 500 in the functions' place.
        case failing
        /// Passes on after this long.
        case slow(milliseconds: UInt32)
        /// Changes what was answered.
        case wrong
    }

    private struct State {
        var mood = Mood.faithful
        var statuses: [String: Int] = [:]
        var count = 0
    }

    private final class Shared: Sendable {
        let state = Mutex(State())

        func note(_ request: ScriptedUpstream.Received, _ status: Int) {
            guard let id = request.fields.first(where: { $0.lowercased().hasPrefix("x-request-id:") }) else { return }
            let value = id.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces)
            state.withLock { $0.statuses[value] = status }
        }
    }

    private let shared = Shared()
    let upstream: ScriptedUpstream

    /// - Parameter functions: The port of what stands behind.
    init(before functions: Int) throws {
        let shared = shared
        upstream = try ScriptedUpstream { request in
            let mood = shared.state.withLock { state in
                state.count += 1
                return state.mood
            }
            if mood == .failing {
                shared.note(request, 500)
                return ScriptedUpstream.answer(#"{"success":false}"#, status: "500 Internal Server Error")
            }
            if case .slow(let milliseconds) = mood { usleep(milliseconds * 1_000) }
            let answer = try Self.pass(request, to: functions)
            shared.note(request, answer.status)
            guard mood == .wrong else { return answer.bytes }
            return answer.bytes.replacing("\"success\":true", with: "\"success\":null")
        }
    }

    var url: String { upstream.url }
    /// Requests that came.
    var count: Int { shared.state.withLock { $0.count } }
    /// What was answered, by request id.
    var statuses: [String: Int] { shared.state.withLock { $0.statuses } }

    func become(_ mood: Mood) { shared.state.withLock { $0.mood = mood } }

    private struct Passed {
        var status: Int
        var bytes: String
    }

    /// A connection for each thread of the front: it has one for each of its own connections.
    private static func pass(_ request: ScriptedUpstream.Received, to port: Int) throws -> Passed {
        let key = "front-\(port)"
        let storage = Thread.current.threadDictionary
        let connection = try storage[key] as? RawConnection ?? RawConnection(port: port)
        storage[key] = connection
        let fields = request.fields.filter { !$0.lowercased().hasPrefix("transfer-encoding:") }
        let head = ([request.requestLine] + fields).joined(separator: "\r\n") + "\r\n\r\n"
        do {
            try connection.send(Array(head.utf8) + request.body)
            let answer = try connection.readAnswer()
            let lines =
                [answer.statusLine]
                + answer.fields.filter {
                    !["transfer-encoding", "content-length"].contains($0.prefix { $0 != ":" }.lowercased())
                }
            return Passed(
                status: answer.status,
                bytes: lines.joined(separator: "\r\n") + "\r\nContent-Length: \(answer.body.count)\r\n\r\n"
                    + answer.text)
        } catch {
            storage[key] = nil
            throw error
        }
    }
}

import NIOCore
import NIOPosix
import TradeSphere

/// Sends the requests of one connection, in order and one at a time.
struct ConnectionSender: Sendable {
    let requests: [PlannedRequest]
    let target: Endpoint
    /// Where safe requests go as well, for comparison.
    let reference: Endpoint?
    let timeout: TimeAmount
    let pace: Pace
    let keeper: TallyKeeper

    func run() async throws {
        var connection: HTTPConnection?
        var referenceConnection: HTTPConnection?
        for request in requests {
            try await pace.wait(before: request.index)
            guard let answer = await ask(request, over: &connection) else { continue }
            guard let reference, request.isSafe else { continue }
            await compare(request, answer, reference, over: &referenceConnection)
        }
        await connection?.close()
        await referenceConnection?.close()
    }

    private func ask(_ request: PlannedRequest, over connection: inout HTTPConnection?) async -> ReceivedAnswer? {
        let start = ContinuousClock.now
        do {
            let answer = try await send(request, to: target, over: &connection)
            let elapsed = (ContinuousClock.now - start) / .milliseconds(1)
            keeper.change { $0.note(request, status: answer.status, milliseconds: elapsed) }
            return answer
        } catch {
            keeper.change { $0.noteFailure(request, Self.reason(error)) }
            return nil
        }
    }

    private func compare(
        _ request: PlannedRequest, _ answer: ReceivedAnswer, _ reference: Endpoint,
        over connection: inout HTTPConnection?
    ) async {
        do {
            let other = try await send(request, to: reference, over: &connection)
            keeper.change { $0.noteComparison(request, answer.differences(from: other)) }
        } catch {
            keeper.change { $0.noteComparison(request, ["no reference: \(Self.reason(error))"]) }
        }
    }

    /// A safe request that a closed connection swallowed is sent once more over a new one; a write never is.
    private func send(
        _ request: PlannedRequest, to endpoint: Endpoint, over connection: inout HTTPConnection?
    ) async throws -> ReceivedAnswer {
        if let open = connection, open.isOpen {
            do {
                return try await open.send(request)
            } catch HTTPExchangeError.connectionClosed where request.isSafe {
                connection = nil
            } catch ChannelError.ioOnClosedChannel {
                // It closed before anything was written.
                connection = nil
            }
        }
        let fresh = try await HTTPConnection.open(endpoint, timeout: timeout)
        connection = fresh
        return try await fresh.send(request)
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as HTTPExchangeError: error.rawValue
        case is NIOConnectionError, ChannelError.connectTimeout: "notConnected"
        case is IOError: HTTPExchangeError.connectionClosed.rawValue
        default: "\(type(of: error))"
        }
    }
}

/// When a request may be sent.
struct Pace: Sendable {
    /// When the first request may be sent.
    let start: ContinuousClock.Instant
    /// Requests a second over all connections; `nil` is as fast as answers come.
    let rate: Double?
    /// A pause between two requests of one connection.
    let think: Duration

    func wait(before index: Int) async throws {
        if think > .zero { try await Task.sleep(for: think, tolerance: .zero) }
        if let rate { try await Task.sleep(until: start + .seconds(Double(index) / rate), clock: .continuous) }
    }
}

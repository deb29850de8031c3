@testable import DataPlane
import NIOCore
import Traffic

/// The world around the proxy: makes its connections, and keeps what happened on them.
final class SimulatedNetwork {
    static let legacyPort = 1
    static let candidatePort = 2

    let loop: SimulatedEventLoop
    private let scenario: Scenario
    private(set) var connections: [SimulatedUpstreamConnection] = []
    private(set) var requests: [UpstreamRequest] = []
    private(set) var finished: [Exchange] = []
    /// Connections that were asked for, by side.
    private var asked: [Side: Int] = [:]

    init(scenario: Scenario, loop: SimulatedEventLoop) {
        self.scenario = scenario
        self.loop = loop
    }

    // MARK: Connections

    func connect(
        to side: Side,
        timeout: TimeAmount,
        initialize: @escaping (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        let number = asked[side, default: 0]
        asked[side] = number + 1
        let scripts = scenario.connections[side] ?? []
        let usual = scripts.isEmpty ? ConnectionScript() : scripts[number % scripts.count]
        let script = outage(of: side)?.connection ?? usual
        let promise = loop.makePromise(of: (any Channel).self)
        switch script.acceptance {
        case .accepts(let delay) where TimeAmount.milliseconds(Int64(delay)) < timeout:
            loop.run(in: .milliseconds(Int64(delay))) {
                self.accept(side, number: number, script: script, initialize: initialize, promise: promise)
            }
        case .refuses(let delay) where TimeAmount.milliseconds(Int64(delay)) < timeout:
            loop.run(in: .milliseconds(Int64(delay))) {
                promise.fail(IOError(errnoCode: 111, reason: "connect"))
            }
        default:
            loop.run(in: timeout) { promise.fail(ChannelError.connectTimeout(timeout)) }
        }
        return promise.futureResult
    }

    /// What a side suffers from now.
    private func outage(of side: Side) -> Outage? {
        let milliseconds = Int(loop.now.uptimeNanoseconds / 1_000_000)
        return scenario.outage.flatMap { $0.side == side && $0.times.contains(milliseconds) ? $0 : nil }
    }

    private func accept(
        _ side: Side,
        number: Int,
        script: ConnectionScript,
        initialize: (any Channel) throws -> Void,
        promise: EventLoopPromise<any Channel>
    ) {
        let connection = SimulatedUpstreamConnection(side: side, number: number, script: script, network: self)
        let socket = SimulatedSocket(
            loop: loop,
            peer: connection,
            conditions: SimulatedSocket.Conditions(readBytes: script.readBytes),
            allowsHalfClosure: false,
            remote: nil
        )
        do {
            try initialize(socket)
        } catch {
            socket.discard()
            return promise.fail(error)
        }
        connections.append(connection)
        connection.accept(socket)
        socket.activate { promise.succeed(socket) }
    }

    // MARK: What happens on them

    /// A request's head came to an upstream.
    func begin(_ message: WireMessage, on connection: SimulatedUpstreamConnection) -> UpstreamRequest {
        let token = Token(target: message.secondWord)
        let isCopy = message.first("parallax-mirror") == "?1"
        let attempt = requests.count {
            $0.side == connection.side && $0.token == token && $0.isCopy == isCopy
        }
        let request = token.flatMap(scenario.request)
        let scripts = (isCopy ? request?.copyAnswers : request?.answers[connection.side]) ?? []
        let usual = scripts.isEmpty ? AnswerScript() : scripts[min(attempt, scripts.count - 1)]
        let script = outage(of: connection.side)?.answer ?? usual
        let seen = UpstreamRequest(
            connection: connection,
            token: token,
            attempt: attempt,
            script: script,
            message: message
        )
        requests.append(seen)
        return seen
    }

    func exchangeFinished(_ exchange: Exchange) { finished.append(exchange) }

    func assignment(requestID: String) -> Assignment {
        let request = Token(target: requestID).flatMap(scenario.request)
        return Assignment(
            served: request?.served ?? scenario.unnamed.served,
            reason: .bucket,
            copy: request?.copy ?? scenario.unnamed.copy,
            hasControl: StableHash.of(requestID) % 100 < UInt64(scenario.proxy.controlPercentage)
        )
    }
}

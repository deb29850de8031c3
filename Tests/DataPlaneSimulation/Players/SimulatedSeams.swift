@testable import DataPlane
import NIOCore
import Traffic

/// The proxy's seams to the world, all of them leading to one ``SimulatedNetwork`` on the simulation's event loop.
struct SimulatedSeams: UpstreamConnector, ExchangeSink, Assigner {
    let network: NIOLoopBound<SimulatedNetwork>

    func connect(
        to target: UpstreamTarget,
        timeout: TimeAmount,
        on eventLoop: any EventLoop,
        initialize: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        var side = Side.legacy
        if case .address(let address) = target, address.port == SimulatedNetwork.candidatePort { side = .candidate }
        return network.value.connect(to: side, timeout: timeout, initialize: initialize)
    }

    func exchangeFinished(_ exchange: Exchange) { network.value.exchangeFinished(exchange) }

    func assignment(route: Route, operation: Operation, userKeys: [String], requestID: String) -> Assignment {
        network.value.assignment(requestID: requestID)
    }
}

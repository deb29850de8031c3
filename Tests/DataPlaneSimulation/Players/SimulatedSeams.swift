@testable import DataPlane
import NIOCore
import Traffic

/// The proxy's seams to the world, all of them leading to one ``SimulatedNetwork`` on the simulation's event loop.
struct SimulatedSeams: UpstreamConnector, ExchangeSink, Assigner {
    let network: NIOLoopBound<SimulatedNetwork>

    func connect(
        to address: SocketAddress,
        timeout: TimeAmount,
        on eventLoop: any EventLoop,
        receivingInto buffers: ReceiveAllocator,
        initialize: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        let side: Side = address.port == SimulatedNetwork.candidatePort ? .candidate : .legacy
        return network.value.connect(to: side, timeout: timeout, initialize: initialize)
    }

    func exchangeFinished(_ exchange: consuming Exchange) { network.value.exchangeFinished(exchange) }

    func assignment(route: Route, operation: Operation, userKeys: [String], requestID: String) -> Assignment {
        network.value.assignment(requestID: requestID)
    }
}

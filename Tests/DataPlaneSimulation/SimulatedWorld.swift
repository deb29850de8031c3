@testable import DataPlane
import NIOCore
import Traffic

/// One event loop of the proxy, its clients, and the network.
final class SimulatedWorld {
    /// How far time moves between two looks at whether everything is over.
    private static let tick = TimeAmount.milliseconds(20)
    /// Everything has ended by itself long before; more than that is a fault.
    private static let longestRun = NIODeadline.uptimeNanoseconds(60_000_000_000)

    let scenario: Scenario
    let eventLoop = SimulatedEventLoop()
    let network: SimulatedNetwork
    let clients: [SimulatedClient]
    private(set) var faults: [String] = []
    private var shared: SharedContext?
    private var proxy: LoopContext?
    private var isTakingConnections = true

    init(_ scenario: Scenario) {
        self.scenario = scenario
        let eventLoop = eventLoop
        network = SimulatedNetwork(scenario: scenario, loop: eventLoop)
        clients = scenario.clients.enumerated().map {
            SimulatedClient(index: $0.offset, script: $0.element, loop: eventLoop)
        }
        let seams = SimulatedSeams(network: NIOLoopBound(network, eventLoop: eventLoop))
        let shared = SharedContext(
            configuration: scenario.proxy.configuration,
            assigner: seams,
            sink: seams,
            connector: seams,
            wallClock: { Timestamp(milliseconds: 1_700_000_000_000) },
            randomSeed: { 42 }
        )
        self.shared = shared
        proxy = LoopContext(eventLoop: eventLoop, shared: shared, tls: nil)
    }

    /// Nanoseconds of virtual time since the beginning.
    var now: UInt64 { eventLoop.now.uptimeNanoseconds }

    // MARK: The run

    func run() {
        for client in clients {
            eventLoop.run(in: .milliseconds(Int64(client.script.startsAt))) { self.connect(client) }
        }
        if let time = scenario.proxy.drainsAt {
            eventLoop.run(in: .milliseconds(Int64(time))) { self.drain() }
        }
        if let time = scenario.proxy.stopsAt {
            eventLoop.run(in: .milliseconds(Int64(time))) { self.stop() }
        }
        repeat {
            eventLoop.advance(by: Self.tick)
            checkBudget()
        } while !isOver && eventLoop.now < Self.longestRun
        reportLeftOvers()
    }

    private func connect(_ client: SimulatedClient) {
        guard let proxy, isTakingConnections else { return client.wasTurnedAway() }
        let socket = SimulatedSocket(
            loop: eventLoop,
            peer: client,
            conditions: SimulatedSocket.Conditions(readBytes: client.script.readBytes),
            allowsHalfClosure: true,
            remote: try? SocketAddress(ipAddress: "192.0.2.1", port: 1024 + client.index)
        )
        do {
            try socket.pipeline.syncOperations.addHandler(ClientConnection(loop: proxy))
        } catch {
            faults.append("a client's connection could not be set up: \(error)")
        }
        socket.activate {}
        client.connect(socket)
    }

    private func drain() {
        isTakingConnections = false
        // What it gives is looked at when everything is over.
        _ = proxy?.drain()
    }

    private func stop() {
        isTakingConnections = false
        proxy?.stop()
    }

    private func checkBudget() {
        guard let shared else { return }
        let limit = scenario.proxy.copiesInFlight
        if shared.copyBudget.current > limit {
            faults.append("\(shared.copyBudget.current) copies of \(limit) in flight")
        }
    }

    private var isOver: Bool {
        clients.allSatisfy { $0.end != .open } && proxy?.activeExchanges == 0 && shared?.copyBudget.current == 0
    }

    private func reportLeftOvers() {
        for client in clients where client.end == .open {
            faults.append("the connection of client \(client.index) never ended")
        }
        if let count = proxy?.activeExchanges, count != 0 { faults.append("\(count) exchanges never ended") }
        if let count = shared?.copyBudget.current, count != 0 { faults.append("\(count) copies were never given back") }
    }

    // MARK: The end

    /// Stops the proxy and lets go of it.
    ///
    /// - Returns: What did not end or was not let go.
    func tearDown() -> [String] {
        proxy?.stop()
        eventLoop.advance(by: .hours(1))
        var leaks: [String] = []
        if let count = proxy?.activeExchanges, count != 0 { leaks.append("\(count) exchanges outlived the stop") }
        let open = clients.compactMap(\.socket) + network.connections.compactMap(\.socket)
        leaks += open.filter(\.isOpen).map { _ in "a connection outlived the stop" }
        // Every connection, exchange and leg holds its loop; every loop holds what it shares.
        weak let loop = proxy
        weak let held = shared
        proxy = nil
        shared = nil
        if loop != nil { leaks.append("a connection, an exchange or a leg is still held") }
        if loop == nil, held != nil { leaks.append("what the loops share is still held") }
        return leaks
    }
}

import NIOCore
import Synchronization
import Traffic

/// What all event loops share: read-only, or a few atomics.
final class SharedContext: Sendable {
    let configuration: ProxyConfiguration
    let router: Router
    /// What event loops start with.
    let assigner: any Assigner
    let sink: any ExchangeSink
    let connector: any UpstreamConnector
    let copyBudget: CopyBudget
    /// The way to the candidate; `nil` where no circuit breaker is wanted, or there is nothing else to do than to ask it.
    let circuit: Circuit?
    let counters = ProxyCounters()
    let wallClock: @Sendable () -> Timestamp
    let randomSeed: @Sendable () -> UInt64
    private let legacyDirectory: UpstreamDirectory
    private let candidateDirectory: UpstreamDirectory
    private let legacyCounters = UpstreamCounters()
    private let candidateCounters = UpstreamCounters()
    private let legacyWriter: RequestHeadWriter
    private let candidateWriter: RequestHeadWriter
    /// Whether both sides get the same head, but for the mark.
    let sidesShareHeads: Bool
    /// Whether what one side writes is the other's data as well: not where the candidate has a database of its own.
    let sidesShareData: Bool

    init(
        configuration: ProxyConfiguration,
        assigner: any Assigner,
        sink: any ExchangeSink,
        connector: any UpstreamConnector = SocketConnector(),
        resolver: any HostResolver = SystemResolver(),
        wallClock: @escaping @Sendable () -> Timestamp,
        randomSeed: @escaping @Sendable () -> UInt64
    ) {
        self.configuration = configuration
        self.assigner = assigner
        self.sink = sink
        self.connector = connector
        self.wallClock = wallClock
        self.randomSeed = randomSeed
        router = Router(configuration.routes)
        copyBudget = CopyBudget(limit: configuration.mirror.maximumInFlight)
        circuit = configuration.fallsBack ? configuration.breaker.map { Circuit($0) } : nil
        legacyDirectory = UpstreamDirectory(configuration.legacy, resolver: resolver)
        candidateDirectory = UpstreamDirectory(configuration.candidate, resolver: resolver)
        legacyWriter = RequestHeadWriter(configuration.legacy)
        candidateWriter = RequestHeadWriter(configuration.candidate)
        sidesShareData = !configuration.routes.contains { $0.writes == .isolated }
        sidesShareHeads = legacyWriter.writesTheClientsFieldsAlone && candidateWriter.writesTheClientsFieldsAlone
    }

    func directory(_ side: Side) -> UpstreamDirectory { side == .legacy ? legacyDirectory : candidateDirectory }

    func upstreamCounters(_ side: Side) -> UpstreamCounters { side == .legacy ? legacyCounters : candidateCounters }

    func headWriter(_ side: Side) -> RequestHeadWriter { side == .legacy ? legacyWriter : candidateWriter }
}

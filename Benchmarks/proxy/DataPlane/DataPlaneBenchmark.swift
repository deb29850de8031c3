import DataPlane
import Dispatch
import Foundation
import NIOCore
import Rollouts
import Traffic

/// The data plane alone, for `Benchmarks/proxy`: the proxy mirrors every request and captures both answers as in
/// `parallax serve`, and what it hands on is counted instead of compared.
///
///     DataPlaneBenchmark LISTEN-PORT LEGACY-PORT CANDIDATE-PORT MAX-IN-FLIGHT
///
/// SIGUSR1 prints the counts so far; SIGTERM drains and ends it.
@main
struct DataPlaneBenchmark {
    static func main() async throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard numbers.count == 4, CommandLine.arguments.count == 5 else {
            write(
                "usage: DataPlaneBenchmark LISTEN-PORT LEGACY-PORT CANDIDATE-PORT MAX-IN-FLIGHT\n", to: .standardError)
            exit(64)
        }
        let sink = CountingSink()
        let (signals, sources) = watch([SIGUSR1, SIGTERM, SIGINT])
        let proxy = try await ProxyServer.listen(
            configuration: ProxyConfiguration(
                listen: .tcp(host: "127.0.0.1", port: numbers[0]),
                threads: 1,
                legacy: upstream(port: numbers[1]),
                candidate: upstream(port: numbers[2]),
                mirror: MirrorConfiguration(maximumInFlight: numbers[3]),
                routes: [Route(name: "all", path: .anything, operation: .read)]
            ),
            assigner: RolloutAssigner(policies: []),
            sink: sink,
            wallClock: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) },
            randomSeed: { UInt64.random(in: .min ... .max) }
        )
        try await proxy.accept()
        for await signal in signals {
            write(sink.line, to: .standardOutput)
            guard signal == SIGUSR1 else { break }
        }
        for source in sources { source.cancel() }
        await proxy.stop(drainTimeout: .seconds(5))
    }

    /// Connections are kept from one round of the benchmark to the next, as those of its other designs are.
    private static func upstream(port: Int) -> UpstreamConfiguration {
        var upstream = UpstreamConfiguration(host: "127.0.0.1", port: port)
        upstream.pool.idleTimeout = 3_600_000_000_000
        return upstream
    }

    private static func write(_ text: String, to handle: FileHandle) { handle.write(Data(text.utf8)) }

    /// The signals that come from now on, for as long as the sources are kept.
    private static func watch(_ numbers: [Int32]) -> (AsyncStream<Int32>, [any DispatchSourceSignal]) {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield(number) }
            source.activate()
            return source
        }
        return (stream, sources)
    }
}

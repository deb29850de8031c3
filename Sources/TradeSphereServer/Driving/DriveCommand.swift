import ArgumentParser
import Foundation
import NIOCore
import PostgreSQL
import TradeSphere

/// `tradesphere drive`
struct DriveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drive",
        abstract: "Send a reproducible mix of requests, and tally what was sent and what should differ.",
        discussion: """
            The plan is drawn from the rows of a seeded database, which has to equal the databases behind the target. What \
            concerns one customer goes over one keep-alive connection, in order. The tally's "expected" lists, for each place \
            at which the guide's code as written differs from legacy, in how many of the sent requests it does. It is computed \
            from the rows and the requests; no answer has a part in it.

            Exits with 1 where a request got no answer, or --compare-with found a difference.
            """
    )

    @Option(help: "Where to send to: http://HOST:PORT")
    var target: Endpoint

    @Option(help: "The seeded database that the plan is drawn from: postgres://user@host:port/name. It is only read.")
    var database: String

    @Option(help: "How many requests.")
    var requests = 3000

    @Option(help: "The seed of the mix.")
    var seed: UInt64 = 1

    @Option(help: "How many connections; each has one request under way.")
    var connections = 16

    @Option(help: "Milliseconds of pause before each request of a connection.")
    var think = 0

    @Option(help: "Requests a second over all connections, at most.")
    var paced: Double?

    @Option(help: "Send every safe request also here, and count answers that differ: http://HOST:PORT")
    var compareWith: Endpoint?

    @Option(help: "A trap (7 or 12) that the candidate as written was started without; may be repeated.")
    var repaired: [Int] = []

    @Option(help: "Seconds to wait for a connection and for an answer.")
    var timeout = 30

    @Option(help: "Where to write the tally, as JSON.")
    var tally: String?

    @Flag(help: "Show the progress on standard error.")
    var progress = false

    func validate() throws {
        guard (1...10_000_000).contains(requests) else { throw ValidationError("--requests must be 1 to 10000000") }
        guard (1...1000).contains(connections) else { throw ValidationError("--connections must be 1 to 1000") }
        guard (0...60_000).contains(think) else { throw ValidationError("--think must be 0 to 60000") }
        guard (1...3600).contains(timeout) else { throw ValidationError("--timeout must be 1 to 3600") }
        if let paced, !(paced > 0) { throw ValidationError("--paced must be above 0") }
        for number in repaired where !Trap.repairable.contains(where: { $0.rawValue == number }) {
            throw ValidationError("--repaired \(number): only the traps 7 and 12 can be repaired")
        }
    }

    func run() async throws {
        let plan = TrafficPlan(
            data: try await readData(), count: requests, connectionCount: connections, seed: seed,
            repaired: Set(repaired.compactMap(Trap.init(rawValue:))))
        let keeper = TallyKeeper(plan)
        let start = ContinuousClock.now
        try await send(plan, keeper, from: start)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let result = keeper.current
        if let tally { try write(result.json(facts(seconds: seconds)), to: tally) }
        report(result, seconds: seconds)
        if result.failed > 0 || result.different > 0 { throw ExitCode(1) }
    }

    private func readData() async throws -> TrafficData {
        let pool = try PostgresPool(
            PostgresConfiguration(url: database, maximumConnections: 1, applicationName: "tradesphere drive"))
        do {
            let data = try await TrafficData(readingFrom: pool)
            await pool.close()
            return data
        } catch {
            await pool.close()
            throw error
        }
    }

    private func send(_ plan: TrafficPlan, _ keeper: TallyKeeper, from start: ContinuousClock.Instant) async throws {
        let byConnection = Dictionary(grouping: plan.requests, by: \.connection)
        let pace = Pace(start: start, rate: paced, think: .milliseconds(think))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (_, requests) in byConnection.sorted(by: { $0.key < $1.key }) {
                let sender = ConnectionSender(
                    requests: requests, target: target, reference: compareWith, timeout: .seconds(Int64(timeout)),
                    pace: pace, keeper: keeper)
                group.addTask { try await sender.run() }
            }
            let display = progress ? DriveProgress(total: plan.requests.count, keeper: keeper) : nil
            let drawing = Task { await display?.run() }
            do {
                try await group.waitForAll()
            } catch {
                drawing.cancel()
                throw error
            }
            drawing.cancel()
            await drawing.value
        }
    }

    private func facts(seconds: Double) -> [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("target", .string(target.description)), .init("seed", .number(Double(seed))),
            .init("requests", .init(requests)), .init("connections", .init(connections)),
            .init("repaired", .array(repaired.sorted().map { .init($0) })),
            .init("seconds", .number((seconds * 1000).rounded() / 1000)),
        ]
        if let compareWith { facts.append(.init("comparedWith", .string(compareWith.description))) }
        return facts
    }

    private func write(_ tally: JSONValue, to path: String) throws {
        try Data((tally.serialized + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    private func report(_ tally: TrafficTally, seconds: Double) {
        let rate = Int(Double(tally.done) / max(seconds, 0.001))
        StandardError.write("sent \(tally.done) requests in \((seconds * 10).rounded() / 10) s (\(rate)/s)")
        if tally.failed > 0 { StandardError.write("\(tally.failed) got no answer") }
        if tally.unexpected > 0 { StandardError.write("\(tally.unexpected) answers have another status than legacy's") }
        if compareWith != nil {
            StandardError.write("\(tally.different) of \(tally.compared) answers differ from the reference's")
        }
    }
}

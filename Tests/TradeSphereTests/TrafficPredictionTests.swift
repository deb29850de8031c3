import PostgreSQL
import Testing

@testable import TradeSphere

/// What a plan says of the answers, held against the functions themselves.
@Suite("Traffic predictions")
struct TrafficPredictionTests {
    private static let count = 1500

    /// Sends a plan to legacy and to another implementation, each over a database of its own, in the order of the plan.
    private static func run(
        _ implementation: Implementation, repaired: Set<Trap> = [],
        _ check: (PlannedRequest, _ legacy: HostedResponse, _ other: HostedResponse) -> Void
    ) async throws {
        try await withSeededPool { legacyPool in
            try await withSeededPool { otherPool in
                let data = try await TrafficData(readingFrom: legacyPool)
                let plan = TrafficPlan(data: data, count: count, connectionCount: 4, seed: 42, repaired: repaired)
                let legacy = host(.legacy, legacyPool)
                let other = host(implementation, otherPool)
                for request in plan.requests {
                    let hosted = HostedRequest(
                        method: request.method, target: request.target, headers: request.headers,
                        body: request.body.map { Array($0.utf8) })
                    check(request, await legacy.respond(to: hosted), await other.respond(to: hosted))
                }
            }
        }
    }

    private static func host(_ implementation: Implementation, _ pool: PostgresPool) -> FunctionHost {
        let functions = CustomerFunctions(
            implementation, database: Database(pool: pool), clock: ProcessingClock { 0 })
        return FunctionHost(functions: functions.byName) { "id" }
    }

    /// An answer without the function's clock and the host's identifier.
    private static func comparable(_ answer: HostedResponse) throws -> PredictedAnswer {
        PredictedAnswer(
            status: answer.status,
            headers: answer.headers.map { HeaderField($0.name.lowercased(), $0.value) }
                .filter { !["x-nf-request-id", "x-processing-time"].contains($0.name) }
                .sorted { $0.name < $1.name },
            body: answer.body.isEmpty
                ? nil : withoutClock(try JSONParser.parse(String(decoding: answer.body, as: UTF8.self))))
    }

    private static func withoutClock(_ value: JSONValue) -> JSONValue {
        guard case .object(let members) = value else { return value }
        return .object(
            members.filter { $0.key != "processingTime" }.map { .init($0.key, withoutClock($0.value)) })
    }

    private static func sorted(_ answer: PredictedAnswer) -> String {
        PredictedAnswer(
            status: answer.status, headers: answer.headers.sorted { $0.name < $1.name }, body: answer.body
        ).tree.serialized
    }

    @Test("legacy answers every request exactly as planned")
    func legacy() async throws {
        try await Self.run(.legacy) { request, answer, _ in
            #expect(throws: Never.self) {
                let found = Self.sorted(try Self.comparable(answer))
                #expect(found == Self.sorted(request.legacy), "\(request.kind) \(request.target) \(request.body ?? "")")
            }
        }
    }

    @Test(
        "the guide's code differs from legacy exactly where planned",
        arguments: [[], [.updatesPassedAsCompany], [.updatesPassedAsCompany, .updateReturnsNothing]] as [Set<Trap>])
    func asWritten(repaired: Set<Trap>) async throws {
        var differing = 0
        try await Self.run(.repositoryAsWritten(repaired: repaired), repaired: repaired) { request, legacy, other in
            #expect(throws: Never.self) {
                let found = ExpectedDifference.between(try Self.comparable(legacy), try Self.comparable(other))
                #expect(found == request.differences, "\(request.kind) \(request.target) \(request.body ?? "")")
                differing += found.isEmpty ? 0 : 1
            }
        }
        #expect(differing > 300)
    }

    @Test("the repository as it is meant to be differs nowhere")
    func repository() async throws {
        try await Self.run(.repository) { request, legacy, other in
            #expect(throws: Never.self) {
                let found = ExpectedDifference.between(try Self.comparable(legacy), try Self.comparable(other))
                #expect(found.isEmpty, "\(request.kind) \(request.target) \(request.body ?? "") \(found)")
            }
        }
    }
}

import PostgreSQLTestSupport
import PostgreSQL
import Testing
import TradeSphere

@Suite("When the database is away")
struct DatabaseAwayTests {
    @Test(
        "the functions answer their own error, and recover by themselves",
        arguments: [.legacy, .repository] as [Implementation])
    func awayAndBack(implementation: Implementation) async throws {
        let cluster = try PrivateCluster()
        defer { cluster.remove() }
        try await TestDatabases.withPool(cluster.url("postgres")) { pool in
            try await Migrator(pool: pool).migrate()
            let plan = SeedPlan(customers: 5, conversations: 20, seed: 1)
            try await Seeder(pool: pool).write(plan)
            let bench = FunctionBench(implementation, pool: pool)
            let customer = plan.customers[3]
            let query = "user_id=\(customer.userID)"
            let update = #"{"sessionId":"session_none","customerName":"Bob","userId":"\#(customer.userID)"}"#
            let name = FunctionCall.encoded(customer.name)
            let before = try await bench.context(name, query)
            #expect(before?.status == 200)

            try cluster.stop()
            for (answer, error) in [
                (try await bench.context(name, query), "Context preload failed"),
                (try await bench.update(update), "Customer update failed"),
            ] {
                #expect(answer?.status == 500)
                #expect(
                    answer?.text
                        == #"{"success":false,"error":"\#(error)","details":"fetch failed","processingTime":0}"#)
            }

            try cluster.start()
            #expect(try await bench.context(name, query) == before)
            #expect(try await bench.update(update)?.status == 200)
        }
    }
}

import PostgreSQL
import Testing
import TradeSphere

@Suite("The repository path answers as legacy does")
struct RepositoryEqualsLegacyTests {
    @Test("to seeded random requests with interleaved updates, byte by byte", arguments: [1, 2, 3] as [UInt64])
    func randomRequests(seed: UInt64) async throws {
        try await withSeededPool { legacyPool in
            try await withSeededPool { repositoryPool in
                let legacy = FunctionBench(.legacy, pool: legacyPool)
                let repository = FunctionBench(.repository, pool: repositoryPool)
                var calls = RandomCalls(seed: seed, plan: TestDatabases.plan)
                var statuses: [Int: Int] = [:]
                for index in 0..<400 {
                    let call = calls.next()
                    let expected = try await legacy.answer(call)
                    let answer = try await repository.answer(call)
                    try #require(answer == expected, "request \(index): \(call)")
                    statuses[expected?.status ?? 0, default: 0] += 1
                }
                #expect(statuses[200, default: 0] > 200)
                #expect(statuses[500, default: 0] > 40)
                let conversations = try await TableDump.conversations(legacyPool)
                #expect(try await TableDump.conversations(repositoryPool) == conversations)
            }
        }
    }
}

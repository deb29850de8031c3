import Rollouts
import Testing

@Suite("Buckets")
struct BucketTests {
    @Test("follow the stated formula", arguments: ["", "1", "user-42", "maría@example.com", "a:b"])
    func formula(userKey: String) {
        let hash = Murmur3.hash32("useNewCustomerRepository:salt:\(userKey)")
        let expected = Int((UInt64(hash) * 100_000) >> 32)
        #expect(Bucket.of(feature: "useNewCustomerRepository", salt: "salt", userKey: userKey) == expected)
    }

    @Test("spread users evenly: every tenth of the range gets a tenth, within five standard deviations")
    func spread() {
        let bucket = Bucket(feature: "f", salt: "")
        var counts = [Int](repeating: 0, count: 10)
        let users = 50_000
        for user in 0..<users { counts[bucket.of("user-\(user)") / 10_000] += 1 }
        for count in counts { #expect(abs(count - users / 10) < 336) }
    }

    @Test("of another salt or another feature are other buckets")
    func independence() {
        let users = (0..<200).map { "user-\($0)" }
        let buckets = users.map { Bucket.of(feature: "f", salt: "", userKey: $0) }
        #expect(users.map { Bucket.of(feature: "f", salt: "2", userKey: $0) } != buckets)
        #expect(users.map { Bucket.of(feature: "g", salt: "", userKey: $0) } != buckets)
    }

    @Test(
        "are bounded exactly at three decimals",
        arguments: [
            (0, 0), (-1, 0), (0.001, 1), (0.007, 7), (0.57, 570), (1.005, 1_005), (10, 10_000), (33.333, 33_333),
            (99.999, 99_999), (100, 100_000), (250, 100_000),
        ] as [(Double, Int)])
    func bound(percentage: Double, bound: Int) {
        #expect(Bucket.bound(ofPercentage: percentage) == bound)
    }
}

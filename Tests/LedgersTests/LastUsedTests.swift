import Testing

@testable import Ledgers

@Suite("A dictionary that knows its last entry")
struct LastUsedTests {
    @Test("it counts as a dictionary does, in whatever order keys come and go")
    func countsAsADictionary() {
        var counted = LastUsed<String, Int>()
        var plain: [String: Int] = [:]
        var state: UInt64 = 1
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let key = "key \((state >> 33) % 40)"
            switch (state >> 40) % 16 {
            case 0:
                counted.remove(key)
                plain[key] = nil
            case 1: #expect(counted.contains(key) == (plain[key] != nil))
            default:
                let times = Int((state >> 50) % 4)
                for _ in 0..<times {
                    counted.update(key, default: 10) { $0 += 1 }
                    plain[key, default: 10] += 1
                }
            }
        }
        #expect(counted.entries == plain)
        counted.removeAll()
        #expect(counted.entries.isEmpty && !counted.contains("key 1"))
    }

    @Test("a copy goes its own way")
    func copies() {
        var one = LastUsed<String, Int>()
        one.update("a", default: 0) { $0 += 1 }
        var other = one
        other.update("a", default: 0) { $0 += 1 }
        other.update("b", default: 0) { $0 += 1 }
        one.update("a", default: 0) { $0 += 10 }
        #expect(one.entries == ["a": 11] && other.entries == ["a": 2, "b": 1])
    }
}

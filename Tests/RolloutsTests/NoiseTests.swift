import Foundation
import Rollouts
import Testing
import Traffic

@Suite("Noise")
struct NoiseTests {
    private static func evidence(_ discordant: Int, _ candidateOnly: Int) -> Double {
        DiscordantTriples(discordant: discordant, candidateOnly: candidateOnly).logEvidence
    }

    @Test(
        "calls a regression from the stated numbers of triples on, at α = 0.05",
        arguments: [(7, 7), (11, 10), (14, 12), (17, 14)])
    func table(discordant: Int, candidateOnly: Int) {
        #expect(Self.evidence(discordant, candidateOnly) >= log(20))
        // One triple fewer with as many of control's, and one more of control's, do not.
        #expect(Self.evidence(discordant - 1, candidateOnly - 1) < log(20))
        #expect(Self.evidence(discordant, candidateOnly - 1) < log(20))
    }

    /// 2^(m+1)·B(k+1, m−k+1)·(1 − I_½): with integers a sum of binomial coefficients, exact in a double here.
    @Test("agrees with the exact sum", arguments: 0...40)
    func exactly(discordant: Int) {
        for candidateOnly in 0...discordant {
            // P(Binomial(m+1, ½) ≤ k) / (C(m, k)·(m+1)) · 2^(m+1)
            var coefficient = 1.0
            var sum = 0.0
            for index in 0...candidateOnly {
                sum += coefficient
                coefficient = coefficient * Double(discordant + 1 - index) / Double(index + 1)
            }
            var choose = 1.0
            for index in 0..<candidateOnly { choose = choose * Double(discordant - index) / Double(index + 1) }
            let exact = log(sum / (choose * Double(discordant + 1)))
            #expect(abs(Self.evidence(discordant, candidateOnly) - exact) < 1e-9, "(\(discordant), \(candidateOnly))")
        }
    }

    @Test(
        "holds for a billion triples",
        arguments: [
            (1_000_000_000, 1_000_000_000), (1_000_000_000, 500_000_000), (1_000_000_000, 0),
            (999_999_999, 510_000_000),
        ])
    func large(discordant: Int, candidateOnly: Int) {
        let value = Self.evidence(discordant, candidateOnly)
        #expect(value.isFinite)
        #expect((value > log(20)) == (candidateOnly > 505_000_000))
        #expect(value <= Double(discordant) * log(2) + 1e-6)
    }

    @Test("evidence grows with every triple of the candidate's, and falls with every one of control's")
    func monotone() {
        for discordant in 0..<60 {
            for candidateOnly in 0...discordant {
                let now = Self.evidence(discordant, candidateOnly)
                #expect(Self.evidence(discordant + 1, candidateOnly) < now)
                if candidateOnly == discordant { #expect(Self.evidence(discordant + 1, candidateOnly + 1) > now) }
            }
        }
    }

    /// Exact: the chance that a fair coin ever takes E to 20, by dynamic programming.
    @Test("a candidate that is no worse than legacy is ever called in fewer than 5 % of all runs")
    func falseCalls() {
        var alive = [1.0]
        var called = 0.0
        for discordant in 1...2_000 {
            var next = [Double](repeating: 0, count: discordant + 1)
            for (candidateOnly, chance) in alive.enumerated() where chance > 0 {
                next[candidateOnly] += chance / 2
                next[candidateOnly + 1] += chance / 2
            }
            for candidateOnly in next.indices.reversed() {
                guard Self.evidence(discordant, candidateOnly) >= log(20) else { break }
                called += next[candidateOnly]
                next[candidateOnly] = 0
            }
            alive = next
        }
        #expect(called < 0.05 && called > 0.01)
    }

    @Test(
        "e-BH rejects the longest run that holds",
        arguments: [
            ([30.0], [true]), ([19.9], [false]),
            // Alone neither would do; together both do: 2·20/2.
            ([20, 20], [true, true]), ([39, 1], [false, false]), ([40, 1], [true, false]),
            ([1, 40, 20], [false, false, false]), ([1, 60, 30], [false, true, true]),
            ([Double.nan, 60], [false, true]),
            ([], []),
        ])
    func eBH(evidence: [Double], rejected: [Bool]) {
        #expect(EBenjaminiHochberg.rejections(logEvidence: evidence.map { log($0) }, alpha: 0.05) == rejected)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let counts: NoiseCounts
        let state: DiscrepancyRecord.Noise
        var testDescription: String { name }
    }

    @Test(
        "each state is what its definition says",
        arguments: [
            Case(name: "no triple shows it", counts: NoiseCounts(), state: .unknown),
            Case(name: "too few triples", counts: NoiseCounts(candidateOnly: 6), state: .unknown),
            Case(name: "enough triples", counts: NoiseCounts(candidateOnly: 7), state: .regression),
            Case(name: "legacy differs from itself every time", counts: NoiseCounts(both: 3), state: .noise),
            Case(name: "calibration showed it", counts: NoiseCounts(calibrated: 1), state: .noise),
            Case(name: "as often as legacy", counts: NoiseCounts(candidateOnly: 20, controlOnly: 20), state: .noise),
            Case(
                name: "a little more often than legacy", counts: NoiseCounts(candidateOnly: 9, controlOnly: 2),
                state: .suspect),
            Case(
                name: "noisy, and worse in the candidate",
                counts: NoiseCounts(candidateOnly: 40, controlOnly: 10, both: 500), state: .regression),
            Case(name: "less often than legacy", counts: NoiseCounts(candidateOnly: 1, controlOnly: 9), state: .noise),
        ])
    func states(example: Case) {
        #expect(NoiseJudge().judge([example.counts]) == [example.state])
    }

    @Test("among many noisy places a chance run of seven is no call, and stays suspect; a strong one is called")
    func manyPlaces() {
        let noisy = [NoiseCounts](repeating: NoiseCounts(candidateOnly: 10, controlOnly: 10), count: 50)
        let states = NoiseJudge().judge(noisy + [NoiseCounts(candidateOnly: 7), NoiseCounts(candidateOnly: 30)])
        #expect(states.prefix(50).allSatisfy { $0 == .noise })
        #expect(states[50...] == [.suspect, .regression])
    }

    @Test("places that no discordant triple shows do not make a call harder")
    func silentPlaces() {
        let silent = [NoiseCounts](repeating: NoiseCounts(both: 5), count: 1_000)
        #expect(NoiseJudge().judge(silent + [NoiseCounts(candidateOnly: 7)]).last == .regression)
    }
}

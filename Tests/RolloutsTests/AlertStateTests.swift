import Rollouts
import Testing
import Traffic

@Suite("The state of an alert")
struct AlertStateTests {
    /// One look: the second at which it is taken, what it shows, what is to be told, and the state after it.
    typealias Look = (second: Int64, truth: Truth, action: AlertState.Action, state: AlertState)

    private static func at(_ second: Int64) -> Timestamp { Timestamp(milliseconds: second * 1_000) }

    private func follow(holdFor: Duration, _ looks: [Look], sourceLocation: SourceLocation = #_sourceLocation) {
        var state = AlertState.inactive
        for look in looks {
            let action = state.look(at: Self.at(look.second), look.truth, holdFor: holdFor)
            #expect(action == look.action, "at \(look.second) s", sourceLocation: sourceLocation)
            #expect(state == look.state, "at \(look.second) s", sourceLocation: sourceLocation)
        }
    }

    @Test("without 'for' it fires at the first look that holds, once, and resolves at the first that does not, once")
    func atOnce() {
        follow(
            holdFor: .zero,
            [
                (0, .doesNotHold, .none, .inactive), (10, .holds, .fire, .firing(since: Self.at(10))),
                (20, .holds, .none, .firing(since: Self.at(10))), (30, .doesNotHold, .resolve, .inactive),
                (40, .doesNotHold, .none, .inactive), (50, .holds, .fire, .firing(since: Self.at(50))),
            ])
    }

    @Test("with 'for' it must hold at every look of that time")
    func held() {
        follow(
            holdFor: .seconds(30),
            [
                (0, .holds, .none, .pending(since: Self.at(0))), (10, .holds, .none, .pending(since: Self.at(0))),
                (20, .doesNotHold, .none, .inactive), (30, .holds, .none, .pending(since: Self.at(30))),
                (59, .holds, .none, .pending(since: Self.at(30))), (60, .holds, .fire, .firing(since: Self.at(60))),
                (70, .holds, .none, .firing(since: Self.at(60))), (80, .doesNotHold, .resolve, .inactive),
                (90, .holds, .none, .pending(since: Self.at(90))),
            ])
    }

    @Test("what is not known resolves nothing that fires, and lets nothing wait")
    func notKnown() {
        follow(
            holdFor: .seconds(30),
            [
                (0, .notKnown, .none, .inactive), (10, .holds, .none, .pending(since: Self.at(10))),
                (20, .notKnown, .none, .inactive), (40, .holds, .none, .pending(since: Self.at(40))),
                (70, .holds, .fire, .firing(since: Self.at(70))), (80, .notKnown, .none, .firing(since: Self.at(70))),
                (90, .holds, .none, .firing(since: Self.at(70))), (100, .notKnown, .none, .firing(since: Self.at(70))),
                (110, .doesNotHold, .resolve, .inactive),
            ])
    }

    @Test("a clock that is set back starts the waiting anew, and does not make it endless")
    func clockSetBack() {
        follow(
            holdFor: .seconds(30),
            [
                (1_000, .holds, .none, .pending(since: Self.at(1_000))),
                (10, .holds, .none, .pending(since: Self.at(10))),
                (40, .holds, .fire, .firing(since: Self.at(40))), (5, .holds, .none, .firing(since: Self.at(40))),
            ])
    }

    @Test("every firing is resolved before the next, whatever the looks show", arguments: 1...20)
    func alternation(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        var state = AlertState.inactive
        var told: [AlertState.Action] = []
        for second in 0..<500 {
            let truth = Truth.allCases.randomElement(using: &generator) ?? .notKnown
            let action = state.look(at: Self.at(Int64(second)), truth, holdFor: .seconds(2))
            if action == .fire { #expect(truth == .holds) }
            if action == .resolve { #expect(truth == .doesNotHold) }
            if action != .none { told.append(action) }
        }
        #expect(told.count > 2)
        for (index, action) in told.enumerated() { #expect(action == (index.isMultiple(of: 2) ? .fire : .resolve)) }
    }
}

import Rollouts
import Testing
import Traffic

@testable import ControlPlane

@Suite("What one look at a condition shows")
struct ConditionSightingTests {
    private func sighting(
        _ text: String, _ errors: [(route: String, bad: Int, of: Int)], probes: [String: Double] = [:], last: String?
    ) throws -> ConditionSighting {
        let window = WindowedCondition(
            condition: try Condition(parsing: text, probes: ["sync"]), duration: .seconds(60), minimumCount: 10)
        let evidence = errors.map { RouteEvidence(route: $0.route, errors: .init(bad: $0.bad, observations: $0.of)) }
        return window.sighting(in: evidence, probes: probes, heldLast: last)
    }

    @Test("a route of which nothing is seen any more is not known to be well, however well the others are")
    func silence() throws {
        let condition = "error_rate > 10%"
        #expect(try sighting(condition, [("a", 0, 50), ("b", 0, 50)], last: "a").truth == .doesNotHold)
        #expect(try sighting(condition, [("b", 0, 50)], last: "a").truth == .notKnown)
        #expect(try sighting(condition, [("b", 0, 50), ("c", 0, 50)], last: "a").truth == .notKnown)
        #expect(try sighting(condition, [("a", 0, 5), ("b", 0, 50)], last: "a").truth == .notKnown)
        #expect(try sighting(condition, [], last: "a").truth == .notKnown)
        #expect(try sighting(condition, [("b", 0, 50)], last: nil).truth == .doesNotHold)
        #expect(try sighting(condition, [("b", 50, 50)], last: "a").route == "b")
    }

    @Test("what is no route's own is about none, and needs no traffic to end")
    func probes() throws {
        let holds = try sighting("sync < 90%", [("a", 0, 50)], probes: ["sync": 0.5], last: nil)
        #expect(holds.truth == .holds && holds.route == nil)
        #expect(try sighting("sync < 90%", [("b", 0, 50)], probes: ["sync": 0.95], last: "a").truth == .doesNotHold)
        let both = "error_rate > 10% and sync < 90%"
        #expect(try sighting(both, [("b", 0, 50)], probes: ["sync": 0.95], last: "a").truth == .doesNotHold)
        #expect(try sighting(both, [("b", 0, 50)], probes: ["sync": 0.5], last: "a").truth == .notKnown)
    }
}

import Rollouts
import Testing
import Traffic

@Suite("The sample for noise")
struct ControlSampleTests {
    private static func assignment(
        _ percentage: Double, operation: Operation = .read, promoted: Double = 0, requestID: String = "1",
        mirror: Double = 100
    ) -> Assignment {
        let policy = RolloutPolicy(feature: "f", routes: ["r"], percentage: promoted)
        return RolloutAssigner(
            policies: [policy], mirror: MirrorPolicy(percentage: mirror, controlPercentage: percentage)
        ).assignment(
            route: Route(name: "r", path: .anything, writes: .isolated), operation: operation, userKeys: ["u"],
            requestID: requestID)
    }

    @Test("is drawn by the request's identifier: the same requests every time, and more of them as the share grows")
    func sticky() {
        let identifiers = (0..<20_000).map { "request-\($0)" }
        let drawn = identifiers.filter { Self.assignment(5, requestID: $0).hasControl }
        #expect(drawn == identifiers.filter { Self.assignment(5, requestID: $0).hasControl })
        #expect((900...1_100).contains(drawn.count))
        #expect(drawn.allSatisfy { Self.assignment(20, requestID: $0).hasControl })
    }

    @Test("takes all at 100 %, and none at 0 %")
    func ends() {
        #expect(Self.assignment(100).hasControl)
        #expect(!Self.assignment(0).hasControl)
    }

    @Test("leaves out writes, users whom the candidate serves, and what is not mirrored")
    func leftOut() {
        #expect(!Self.assignment(100, operation: .write).hasControl)
        #expect(!Self.assignment(100, promoted: 100).hasControl)
        #expect(!Self.assignment(100, mirror: 0).hasControl)
    }
}

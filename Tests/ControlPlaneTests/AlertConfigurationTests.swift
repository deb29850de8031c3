import ControlPlane
import Rollouts
import Testing
import Traffic

@Suite("Alerts and rollbacks in a configuration")
struct AlertConfigurationTests {
    private static let probe = """
        probes:
          - name: sync_success_rate
            database: postgres://db/x
            sql: SELECT avg(ok) FROM sync
            expect: value >= 0.9

        """

    @Test("the guide's alerts are read as they stand")
    func guide() throws {
        let text =
            ConfigurationText.upstreams + """
                alerts:
                  - name: customer_service_error_rate
                    condition: error_rate > 1%
                    duration: 5 minutes
                    severity: warning
                  - name: customer_query_slow
                    condition: p95_latency > 200ms
                    duration: 10 minutes
                    severity: warning
                  - name: customer_sync_failure
                    condition: sync_success_rate < 90%
                    duration: 5 minutes

                """ + Self.probe
        let alerts = try ConfigurationText.configuration(text).alerts
        #expect(
            alerts.map(\.name) == ["customer_service_error_rate", "customer_query_slow", "customer_sync_failure"])
        #expect(
            alerts.map(\.window.condition.description)
                == ["error_rate > 1%", "p95_latency > 200ms", "sync_success_rate < 90%"])
        #expect(alerts.map(\.window.duration) == [.seconds(300), .seconds(600), .seconds(300)])
        #expect(alerts.allSatisfy { $0.severity == .warning && $0.window.minimumCount == 20 })
        #expect(alerts.allSatisfy { $0.window.condition.holdFor == .zero })
        let failing = alerts[2].window.condition.reading(
            of: RouteEvidence(route: "r"), probes: ["sync_success_rate": 0.89])
        #expect(failing.truth == .holds)
    }

    @Test("conditions are read with arithmetic, 'and', 'or' and 'for', also those for a rollback")
    func conditions() throws {
        let text =
            ConfigurationText.routes + """
                rollouts:
                  - feature: f
                    routes: [read]
                    rollbackWhen:
                      - condition: >-
                          (error_rate > 5% or p95_latency > 2 * legacy.p95_latency)
                          and sync_success_rate < 90% for 90s
                        duration: 5 minutes
                        minimumCount: 50

                """ + Self.probe
        let window = try #require(try ConfigurationText.configuration(text).rollouts.first?.rollbackConditions.first)
        #expect(
            window.condition.statement
                == "(error_rate > 5% or p95_latency > 2 * legacy.p95_latency) and sync_success_rate < 90%")
        #expect(window.condition.holdFor == .seconds(90) && window.minimumCount == 50)
        #expect(window.condition.probes == ["sync_success_rate"])
    }

    @Test("a probe that something else is wrong with is no unknown name")
    func brokenProbe() {
        let text =
            ConfigurationText.upstreams + """
                alerts: [{ name: a, condition: sync_success_rate < 90%, duration: 5m }]
                probes: [{ name: sync_success_rate, database: postgres://db, sql: SELECT 1, expect: many }]
                """
        #expect(
            ConfigurationText.errors(in: text) == [
                "parallax.yaml:5:85: error: expect: expected an expectation such as value <= 10, found 'many'"
            ])
    }
}

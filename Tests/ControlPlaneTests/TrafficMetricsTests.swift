import ControlPlane
import Testing
import Traffic

@Suite("Metrics in the Prometheus text format")
struct TrafficMetricsTests {
    @Test("exchanges are counted by route, outcome, reason and side, in a stable order")
    func exchanges() {
        let metrics = TrafficMetrics()
        metrics.record(.sample(outcome: .match))
        metrics.record(.sample(outcome: .match))
        metrics.record(.sample(outcome: .incomparable(.timeout), candidateFailed: true, fellBack: true))
        #expect(
            metrics.text() == """
                # HELP parallax_exchanges_total Judged exchanges.
                # TYPE parallax_exchanges_total counter
                parallax_exchanges_total{outcome="incomparable",reason="timeout",route="orders",served="legacy"} 1
                parallax_exchanges_total{outcome="match",route="orders",served="legacy"} 2
                # HELP parallax_fallbacks_total Answers of legacy in place of a failing candidate's.
                # TYPE parallax_fallbacks_total counter
                parallax_fallbacks_total{route="orders"} 1
                # HELP parallax_candidate_failures_total Exchanges in which the candidate failed alone.
                # TYPE parallax_candidate_failures_total counter
                parallax_candidate_failures_total{route="orders"} 1

                """)
    }

    @Test("label values are escaped")
    func escaping() {
        var page = PrometheusPage()
        page.sample("m", ["route": "a\"b\\c\nd"], 1)
        #expect(page.text == "m{route=\"a\\\"b\\\\c\\nd\"} 1\n")
    }
}

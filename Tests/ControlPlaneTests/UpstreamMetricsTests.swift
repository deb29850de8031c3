import ControlPlane
import DataPlane
import Testing
import Traffic

@Suite("Metrics about the connections to the two sides")
struct UpstreamMetricsTests {
    @Test("every figure is a family with a sample for each side, and no two are confused")
    func families() {
        var figures = UpstreamFigures()
        (figures.open, figures.connects, figures.connectFailures, figures.reused) = (1, 2, 3, 4)
        (figures.recycled, figures.waiting, figures.shed, figures.ejected, figures.ejections) = (5, 6, 7, 8, 9)
        var page = PrometheusPage()
        UpstreamMetrics.write(
            [
                .init(side: .legacy, figures: figures, failedLookups: 10),
                .init(side: .candidate, figures: UpstreamFigures(), failedLookups: 0),
            ],
            to: &page)
        let lines = page.text.split(separator: "\n").map(String.init)
        let expected = [
            ("connections", "gauge", 1), ("connects_total", "counter", 2), ("connect_failures_total", "counter", 3),
            ("connections_reused_total", "counter", 4), ("connections_recycled_total", "counter", 5),
            ("requests_waiting", "gauge", 6), ("requests_shed_total", "counter", 7), ("addresses_ejected", "gauge", 8),
            ("ejections_total", "counter", 9), ("lookup_failures_total", "counter", 10),
        ]
        #expect(lines.count == 4 * expected.count)
        for (index, (name, type, value)) in expected.enumerated() {
            let name = "parallax_upstream_\(name)"
            let family = lines[4 * index..<4 * index + 4]
            #expect(family.first?.hasPrefix("# HELP \(name) ") == true)
            #expect(
                family.dropFirst() == [
                    "# TYPE \(name) \(type)", "\(name){side=\"legacy\"} \(value)", "\(name){side=\"candidate\"} 0",
                ])
        }
    }
}

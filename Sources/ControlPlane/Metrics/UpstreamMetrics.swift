public import DataPlane
public import Traffic

/// Writes the figures about connections to the two sides for `/metrics`.
public enum UpstreamMetrics {
    /// The figures of one side.
    public struct Sample: Sendable {
        public var side: Side
        public var figures: UpstreamFigures
        /// Lookups of the side's names that gave no address.
        public var failedLookups: Int

        public init(side: Side, figures: UpstreamFigures, failedLookups: Int) {
            self.side = side
            self.figures = figures
            self.failedLookups = failedLookups
        }
    }

    private struct Family {
        let name: String
        let type: String
        let help: String
        let value: @Sendable (Sample) -> Int
    }

    private static let families = [
        Family(name: "connections", type: "gauge", help: "Connections open now.") { $0.figures.open },
        Family(name: "connects_total", type: "counter", help: "Connections that were asked for.") {
            $0.figures.connects
        },
        Family(name: "connect_failures_total", type: "counter", help: "Connections that could not be made.") {
            $0.figures.connectFailures
        },
        Family(
            name: "connections_reused_total", type: "counter",
            help: "Requests and copies that went over a connection that was there already."
        ) { $0.figures.reused },
        Family(
            name: "connections_recycled_total", type: "counter",
            help: "Connections closed between requests for their age, their requests, or an address that is gone."
        ) { $0.figures.recycled },
        Family(name: "requests_waiting", type: "gauge", help: "Requests that wait for a connection now.") {
            $0.figures.waiting
        },
        Family(
            name: "requests_shed_total", type: "counter",
            help: "Requests and copies turned away since all connections were taken."
        ) { $0.figures.shed },
        Family(
            name: "addresses_ejected", type: "gauge",
            help: "Addresses that get no requests now; every thread judges and counts by itself."
        ) { $0.figures.ejected },
        Family(name: "ejections_total", type: "counter", help: "Times that an address was put out.") {
            $0.figures.ejections
        },
        Family(name: "lookup_failures_total", type: "counter", help: "Lookups of names that gave no address.") {
            $0.failedLookups
        },
    ]

    /// Appends every family, with one sample a side.
    public static func write(_ samples: [Sample], to page: inout PrometheusPage) {
        for family in families {
            let name = "parallax_upstream_\(family.name)"
            page.family(name, family.type, family.help)
            for sample in samples { page.sample(name, ["side": sample.side.rawValue], family.value(sample)) }
        }
    }
}

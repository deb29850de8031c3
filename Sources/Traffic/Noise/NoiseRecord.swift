/// What is known of legacy's noise, for a report and for proposing rules.
public struct NoiseRecord: Sendable {
    /// How often legacy was asked twice on a route.
    public struct Totals: Sendable, Hashable {
        /// Exchanges answered by legacy, by legacy again, and by the candidate.
        public var triples: Int
        /// Exchanges answered by legacy, and by legacy in the candidate's place (calibration).
        public var calibrated: Int

        public init(triples: Int = 0, calibrated: Int = 0) {
            self.triples = triples
            self.calibrated = calibrated
        }

        /// How often two answers of legacy were compared.
        public var pairs: Int { triples + calibrated }

        public mutating func add(_ other: Totals) {
            triples += other.triples
            calibrated += other.calibrated
        }
    }

    /// One place at which a triple or a pair showed a difference.
    public struct Place: Sendable, Hashable {
        public var route: String
        /// The generalised location.
        public var at: Location
        public var kind: Difference.Kind
        public var counts: NoiseCounts
        /// How legacy's own values differ here; `nil` where they never did.
        public var spread: ValueSpread?
        /// Two of legacy's own values, redacted.
        public var example: [JSONFragment?]

        public init(
            route: String,
            at location: Location,
            kind: Difference.Kind,
            counts: NoiseCounts,
            spread: ValueSpread? = nil,
            example: [JSONFragment?] = []
        ) {
            self.route = route
            self.at = location
            self.kind = kind
            self.counts = counts
            self.spread = spread
            self.example = example
        }
    }

    /// By route; a route on which legacy was never asked twice has none.
    public var totals: [String: Totals]
    public var places: [Place]

    public init(totals: [String: Totals] = [:], places: [Place] = []) {
        self.totals = totals
        self.places = places
    }
}

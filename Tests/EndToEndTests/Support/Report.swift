import Foundation

/// The JSON report, as a tool reads it.
struct Report: Decodable {
    struct Route: Decodable {
        let name: String
        let requests: Int
        let comparisons: Int
        let matches: Int
        let matchesWithSuppressed: Int
        let mismatches: Int
        let incomparable: [String: Int]
        let notMirrored: Int
        let servedByCandidate: Int
        let candidateFailures: Int
        let fallbacks: Int
        var latency: Latencies?

        struct Latencies: Decodable {
            let fallback: Quantiles?
        }

        struct Quantiles: Decodable {
            let p50: Double
            let p95: Double
        }

        /// Whether the counts add up as the contract says.
        var addsUp: Bool {
            comparisons == matches + mismatches
                && requests == comparisons + incomparable.values.reduce(0, +) + notMirrored
        }
    }

    struct Discrepancy: Decodable {
        struct Example: Decodable {
            let requestId: String
            let method: String
            let target: String
            let at: String
        }

        struct Decision: Decodable {
            let state: String
            let who: String
            let why: String
        }

        struct NoiseCounts: Decodable {
            let candidateOnly: Int
            let controlOnly: Int
            let both: Int
            let calibrated: Int
        }

        let id: String
        let route: String
        let at: String
        let kind: String
        let state: String
        let noise: String
        let noiseCounts: NoiseCounts
        let triage: [Decision]
        let count: Int
        let differences: Int
        let examples: [Example]

        /// What one discrepancy is about.
        var signature: String { "\(kind) \(at)" }
    }

    let routes: [Route]
    let discrepancies: [Discrepancy]
    let warnings: [String]

    /// The route of this name; nothing counted where the report does not know it.
    func route(_ name: String) -> Route {
        routes.first { $0.name == name }
            ?? Route(
                name: name, requests: 0, comparisons: 0, matches: 0, matchesWithSuppressed: 0, mismatches: 0,
                incomparable: [:], notMirrored: 0, servedByCandidate: 0, candidateFailures: 0, fallbacks: 0)
    }

    var requests: Int { routes.reduce(0) { $0 + $1.requests } }
    var comparisons: Int { routes.reduce(0) { $0 + $1.comparisons } }
    var mismatches: Int { routes.reduce(0) { $0 + $1.mismatches } }

    /// The count of each discrepancy of a route, by its signature; a signature that is listed twice makes no dictionary.
    func counts(of route: String) throws -> [String: Int] {
        let pairs = discrepancies.filter { $0.route == route }.map { ($0.signature, $0.count) }
        guard Set(pairs.map(\.0)).count == pairs.count else { throw Failure("a discrepancy is listed twice: \(pairs)") }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}

import Rollouts
import Traffic

/// What a configuration says about the connections to the two sides, and about a side that fails.
extension ConfigurationSummary {
    mutating func describeUpstreams() {
        describe(configuration.legacy, as: "Legacy")
        describe(configuration.candidate, as: "The candidate")
    }

    mutating func describe(_ breaker: BreakerSection?) {
        guard let breaker else {
            lines.append("There is no circuit breaker: promoted requests wait for the candidate, however dead it is.")
            return
        }
        lines.append(
            "After \(breaker.consecutiveFailures) failures in a row, or \(DecimalText.describe(breaker.failureShare)) % of at "
                + "least \(breaker.minimumCount) requests in \(DurationText.describe(breaker.window)), legacy answers at "
                + "once; single requests see whether the candidate is back, first after "
                + "\(DurationText.describe(breaker.openFor)), in the end every \(DurationText.describe(breaker.maxOpenFor))."
        )
    }

    private mutating func describe(_ upstream: UpstreamSection, as side: String) {
        if !upstream.addresses.isEmpty {
            let addresses = upstream.addresses.map(\.description).joined(separator: ", ")
            lines.append("\(side) is connected to at \(addresses).")
        }
        if !upstream.url.path.isEmpty {
            lines.append("\(side) gets requests below \(upstream.url.path): it stands before their own path.")
        }
        lines.append("\(side) may take \(timeouts(upstream)).")
        if let connections = upstream.pool.maxConnections {
            lines.append(
                "\(side) gets at most \(connections) connections to each address; \(upstream.pool.maxWaiting) requests "
                    + "may wait for one, further ones get 503.")
        }
        guard upstream.url.scheme == .https else { return }
        if upstream.tls.verify == .none {
            lines.append("\(side)'s certificate is not verified: anybody could answer in its place.")
        } else {
            let authorities =
                upstream.tls.trustRoots.map { "one of the authorities in \($0)" } ?? "an authority of the system"
            lines.append(
                "\(side)'s certificate must name \(upstream.tls.serverName ?? upstream.url.host) and be signed by "
                    + "\(authorities).")
        }
    }

    private func timeouts(_ upstream: UpstreamSection) -> String {
        let connect = DurationText.describe(upstream.connectTimeout)
        let firstByte = DurationText.describe(upstream.firstByteTimeout ?? upstream.timeout)
        let idle = DurationText.describe(upstream.idleTimeout ?? upstream.timeout)
        let total = upstream.totalTimeout.map { DurationText.describe($0) } ?? "any time"
        return "\(connect) to be connected to, \(firstByte) to its first byte, \(idle) between pieces, \(total) in all"
    }
}

import Comparisons
import ControlPlane
import DataPlane
import Ledgers
import NIOCore
import Rollouts
import Traffic

/// What each part of the sidecar takes of the configuration.
extension Configuration {
    /// The proxy's part.
    var proxy: ProxyConfiguration {
        ProxyConfiguration(
            listen: ListenAddress(listen),
            threads: threads ?? NIOCore.System.coreCount,
            limits: FramingLimits(
                headBytes: limits.headBytes,
                headFields: limits.headFields,
                requestLineBytes: limits.requestLineBytes,
                bodyBytes: limits.bodyBytes
            ),
            timeouts: ClientTimeouts(
                head: limits.headTimeout.wholeNanoseconds,
                idle: limits.idleTimeout.wholeNanoseconds,
                body: limits.bodyTimeout?.wholeNanoseconds,
                answer: limits.answerTimeout?.wholeNanoseconds
            ),
            maximumConnections: limits.connections,
            maximumRequestsPerConnection: limits.requestsPerConnection,
            legacy: UpstreamConfiguration(legacy),
            candidate: UpstreamConfiguration(candidate),
            mirror: MirrorConfiguration(
                maximumInFlight: mirror.maxInFlight,
                maximumBodyBytes: mirror.maxBodyBytes,
                timeout: mirror.timeout.wholeNanoseconds
            ),
            fallsBack: fallback == .legacy,
            breaker: breaker.map { BreakerConfiguration($0) },
            routes: routes.map(\.route)
        )
    }

    /// The part that says which side serves.
    func assigner(_ inForce: RolloutsInForce) -> RolloutAssigner {
        RolloutAssigner(
            policies: inForce.policies,
            mirror: MirrorPolicy(percentage: mirror.percentage, controlPercentage: noisePercentage),
            isKillSwitchOn: inForce.isHalted || isKillSwitchOn
        )
    }

    /// The part that compares.
    func comparer() -> ExchangeComparer {
        var rules: [String: RuleSet] = [:]
        for section in routes { rules[section.route.name] = RuleSet(section.rules.map(\.rule), today: asOf) }
        // What a body is compressed to is rarely less than a sixteenth of it; a bomb is a thousand times smaller.
        let limits = ComparisonLimits(decodedBytes: min(mirror.maxBodyBytes, 1 << 30) * 16)
        return ExchangeComparer(
            rules: rules, redaction: Redaction(redact), limits: limits, isCalibration: isCalibration)
    }

    /// The ledger's part.
    func ledgerConfiguration(instance: String) -> LedgerConfiguration {
        let identity = ledgerIdentity(instance: instance)
        return LedgerConfiguration(
            path: ledger.path,
            retention: ledger.retention,
            examples: ledger.examples,
            instance: identity.instance,
            candidateVersion: identity.candidateVersion,
            fingerprint: identity.fingerprint,
            evidence: identity.evidence
        )
    }

    /// What the ledger's counts mean under this configuration.
    func ledgerIdentity(instance: String) -> LedgerIdentity {
        var units: [String: EvidenceUnit] = [:]
        for rollout in rollouts {
            for route in rollout.policy.routes { units[route] = rollout.gate.map { EvidenceUnit($0.unit) } }
        }
        return LedgerIdentity(
            instance: instance,
            candidateVersion: candidate.version ?? "",
            fingerprint: fingerprint,
            evidence: units
        )
    }
}

extension ListenAddress {
    init(_ address: ListenSection) {
        switch address {
        case .tcp(let host, let port): self = .tcp(host: host, port: port)
        case .unix(let path): self = .unix(path: path)
        }
    }
}

extension UpstreamConfiguration {
    init(_ section: UpstreamSection) {
        self.init(
            host: section.url.host,
            port: section.url.port,
            usesTLS: section.url.scheme == .https,
            hostField: section.host == .upstream ? .upstream : .preserve,
            setFields: section.setHeaders.map { MessageHead.Field(name: $0.name, value: $0.value) },
            removedFields: section.removedHeaders
        )
        pathPrefix = section.url.path
        addresses = section.addresses.map { UpstreamEndpoint(host: $0.host, port: $0.port) }
        resolveInterval = section.resolveEvery.wholeNanoseconds
        ejectionFailures = section.ejectAfter
        timeouts = UpstreamTimeouts(
            connect: section.connectTimeout.wholeNanoseconds,
            firstByte: (section.firstByteTimeout ?? section.timeout).wholeNanoseconds,
            idle: (section.idleTimeout ?? section.timeout).wholeNanoseconds,
            total: section.totalTimeout?.wholeNanoseconds
        )
        pool = UpstreamPoolLimits(
            maximumConnections: section.pool.maxConnections,
            maximumWaiting: section.pool.maxWaiting,
            maximumIdle: section.pool.maxIdle,
            idleTimeout: section.pool.idleTimeout.wholeNanoseconds,
            maximumAge: section.pool.maxAge?.wholeNanoseconds,
            maximumRequests: section.pool.maxRequests
        )
        tls = UpstreamTLS(
            trustRoots: section.tls.trustRoots,
            serverName: section.tls.serverName,
            verifies: section.tls.verify == .full
        )
    }
}

extension BreakerConfiguration {
    init(_ section: BreakerSection) {
        self.init(
            consecutiveFailures: section.consecutiveFailures,
            failureShare: section.failureShare / 100,
            minimumCount: section.minimumCount,
            window: section.window.wholeNanoseconds,
            openFor: section.openFor.wholeNanoseconds,
            maximumOpenFor: section.maxOpenFor.wholeNanoseconds
        )
    }
}

extension Duration {
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}

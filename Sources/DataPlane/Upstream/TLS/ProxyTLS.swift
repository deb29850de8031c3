/// TLS to each side that is spoken to so.
struct ProxyTLS: Sendable {
    let legacy: UpstreamTLSContext?
    let candidate: UpstreamTLSContext?

    init(_ configuration: ProxyConfiguration) throws(UpstreamTLSError) {
        legacy = configuration.legacy.usesTLS ? try UpstreamTLSContext(configuration.legacy) : nil
        candidate = configuration.candidate.usesTLS ? try UpstreamTLSContext(configuration.candidate) : nil
    }
}

/// One of the two sides.
public struct UpstreamSection: Sendable, Hashable {
    /// What the `Host` field says to the upstream.
    public enum HostPolicy: String, Sendable, CaseIterable {
        /// What the client said.
        case preserve
        /// The authority of the upstream's URL.
        case upstream
    }

    public var url: UpstreamURL
    /// Where connections go in place of the URL's host and port, which go on naming the side.
    public var addresses: [UpstreamAddress] = []
    /// How often names are looked up anew.
    public var resolveEvery = Duration.seconds(30)
    /// Failures in a row that put one of several addresses out for a while; `nil` for never.
    public var ejectAfter: Int? = 5
    /// To the head of an answer, and between any two pieces of it, where neither is stated by itself.
    public var timeout = Duration.seconds(30)
    /// For a connection to be made, the TLS handshake included; also for one to become free.
    public var connectTimeout = Duration.seconds(5)
    /// To the head of an answer; `nil` for `timeout`.
    public var firstByteTimeout: Duration?
    /// Between any two pieces of an answer; `nil` for `timeout`.
    public var idleTimeout: Duration?
    /// For the whole of an answer, from the request's start; `nil` for any time.
    public var totalTimeout: Duration?
    public var pool = UpstreamPoolSection()
    public var tls = UpstreamTLSSection()
    public var host = HostPolicy.preserve
    /// Part of the fingerprint: another version's evidence is other evidence.
    public var version: String?
    /// Fields set in every request to this side, in order.
    public var setHeaders: [Header] = []
    /// Names of fields removed from every request to this side, in lower case.
    public var removedHeaders: [String] = []

    public init(url: UpstreamURL) { self.url = url }

    /// Where connections go.
    public var endpoints: [UpstreamAddress] {
        addresses.isEmpty ? [UpstreamAddress(host: url.host, port: url.port)] : addresses
    }

    /// One header field.
    public struct Header: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }
}

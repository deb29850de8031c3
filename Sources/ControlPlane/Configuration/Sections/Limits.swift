/// What a client may ask of the listener.
public struct Limits: Sendable, Hashable {
    /// Bytes of a request's head.
    public var headBytes = 64 * 1_024
    /// Field lines of a request's head.
    public var headFields = 128
    /// Bytes of the request line.
    public var requestLineBytes = 16 * 1_024
    /// Bytes of a request's body; `nil` for any number.
    public var bodyBytes: Int?
    /// For a head to arrive whole.
    public var headTimeout = Duration.seconds(10)
    /// For a connection on which nothing happens.
    public var idleTimeout = Duration.seconds(60)
    /// For a body to arrive whole, once its head has; `nil` for any time.
    public var bodyTimeout: Duration?
    /// For a client to take an answer whole, once its head has been sent; `nil` for any time.
    public var answerTimeout: Duration?
    /// Requests that one client connection may carry; `nil` for any number.
    public var requestsPerConnection: Int?
    /// Client connections at once.
    public var connections = 10_000

    public init() {}

    static func read(_ field: ConfigurationField) -> Limits? {
        field.mapping { reader in
            var limits = Limits()
            reader.read("headBytes", into: &limits.headBytes) { $0.size(1_024...16 * 1_024 * 1_024) }
            reader.read("headFields", into: &limits.headFields) { $0.integer(1...10_000) }
            reader.read("requestLineBytes", into: &limits.requestLineBytes) { $0.size(256...1_024 * 1_024) }
            reader.read("bodyBytes", into: &limits.bodyBytes) {
                $0.orWord("unlimited") { $0.size(0...1_000_000_000_000) }
            }
            reader.read("headTimeout", into: &limits.headTimeout) { $0.duration() }
            reader.read("idleTimeout", into: &limits.idleTimeout) { $0.duration() }
            reader.read("bodyTimeout", into: &limits.bodyTimeout) { $0.orWord("unlimited") { $0.duration() } }
            reader.read("answerTimeout", into: &limits.answerTimeout) { $0.orWord("unlimited") { $0.duration() } }
            reader.read("requestsPerConnection", into: &limits.requestsPerConnection) {
                $0.orWord("unlimited") { $0.integer(1...1_000_000_000) }
            }
            reader.read("connections", into: &limits.connections) { $0.integer(1...1_000_000) }
            if limits.requestLineBytes > limits.headBytes {
                reader.fail("requestLineBytes is larger than headBytes, of which it is a part")
            }
            return limits
        }
    }
}

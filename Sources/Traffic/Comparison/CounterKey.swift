/// What every counter of the ledger is keyed by, so that counts of replicas, stages and configurations stay apart.
public struct CounterKey: Sendable, Hashable {
    /// The sidecar that counted: host and process, or a configured name.
    public var instance: String
    /// The start of the counting interval.
    public var interval: Timestamp
    public var route: String
    public var operation: Operation
    public var servedSide: Side
    /// The rollout stage in force, in percent.
    public var stage: Double
    /// Counts up each time evidence starts anew for the stage.
    public var epoch: Int
    public var candidateVersion: String
    /// Of everything in the configuration that changes what evidence means.
    public var fingerprint: String

    public init(
        instance: String,
        interval: Timestamp,
        route: String,
        operation: Operation,
        servedSide: Side,
        stage: Double,
        epoch: Int,
        candidateVersion: String,
        fingerprint: String
    ) {
        self.instance = instance
        self.interval = interval
        self.route = route
        self.operation = operation
        self.servedSide = servedSide
        self.stage = stage
        self.epoch = epoch
        self.candidateVersion = candidateVersion
        self.fingerprint = fingerprint
    }
}

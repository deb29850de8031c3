/// Something that whoever runs the sidecar has to know about the ledger.
public struct LedgerNotice: Sendable, Equatable, CustomStringConvertible {
    public enum Severity: String, Sendable { case info, warning, error }

    public var severity: Severity
    public var message: String

    public init(severity: Severity, message: String) {
        self.severity = severity
        self.message = message
    }

    public var description: String { "\(severity.rawValue): \(message)" }
}

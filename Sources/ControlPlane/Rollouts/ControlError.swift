/// Why a command was not carried out.
public struct ControlError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of refusal.
    public struct Code: Sendable, Hashable {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// There is no such rollout.
        public static let unknownRollout = Code("unknownRollout")
        /// It may not be, as things stand.
        public static let refused = Code("refused")
        /// What it needs of the ledger cannot be had.
        public static let unavailable = Code("unavailable")
    }

    public let code: Code
    /// What is wrong, and what can be done.
    public let description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

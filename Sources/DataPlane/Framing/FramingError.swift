/// Bytes that are not the HTTP/1.1 that this proxy accepts.
struct FramingError: Error, Equatable {
    /// Which promise of the protocol was broken, as far as an answer depends on it.
    enum Code: Equatable {
        /// Against the grammar, or ambiguous.
        case malformed
        case requestLineTooLong
        /// More head bytes or fields than the limit.
        case headTooLarge
        /// A declared or received body over the limit.
        case bodyTooLarge
        /// A transfer coding that this proxy does not know.
        case unknownTransferCoding
        case unsupportedVersion
        case unknownExpectation
    }

    var code: Code
    /// What was wrong, in words that can be shown to the sender: it quotes nothing of the message.
    var reason: String

    static func malformed(_ reason: String) -> FramingError { FramingError(code: .malformed, reason: reason) }
}

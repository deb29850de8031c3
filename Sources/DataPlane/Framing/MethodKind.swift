/// The methods that a proxy treats in their own way.
enum MethodKind: Equatable {
    case get, head, options, connect, trace, other

    /// Safe methods change nothing (RFC 9110 §9.2.1), so they may be sent twice.
    var isSafe: Bool {
        switch self {
        case .get, .head, .options, .trace: true
        case .connect, .other: false
        }
    }
}

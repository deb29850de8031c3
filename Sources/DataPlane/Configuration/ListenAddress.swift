/// Where the proxy listens.
public enum ListenAddress: Sendable, Equatable {
    case tcp(host: String, port: Int)
    case unix(path: String)
}

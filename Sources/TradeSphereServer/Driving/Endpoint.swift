import ArgumentParser
import Foundation

/// Where requests are sent: a host and a port over plain HTTP.
struct Endpoint: Sendable, ExpressibleByArgument, CustomStringConvertible {
    let host: String
    let port: Int

    /// - Parameter argument: `http://HOST:PORT`; without a port it is 80.
    init?(argument: String) {
        guard let url = URLComponents(string: argument), url.scheme == "http", let host = url.host, !host.isEmpty,
            url.path.isEmpty || url.path == "/", url.query == nil
        else { return nil }
        self.host = host
        port = url.port ?? 80
    }

    var description: String { "http://\(authority)" }

    /// The value of `Host`.
    var authority: String { port == 80 ? host : "\(host):\(port)" }
}

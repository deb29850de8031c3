import PostgreSQLTestSupport
import Foundation

/// A socket that accepts connections (the kernel does) and never says a word.
final class SilentListener {
    let port: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | getsockname(descriptor, $0, &length) | listen(descriptor, 8)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        guard outcome == 0 else { throw PrivateCluster.Failure("no free port") }
    }

    deinit {
        close(descriptor)
    }
}

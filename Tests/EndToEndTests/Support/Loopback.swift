import Foundation

/// The addresses that everything here listens on.
enum Loopback {
    static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }

    /// A socket bound to a port of the loopback interface, where none is named to a free one.
    static func bound(port: Int = 0) throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var address = address(port: port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
            }
        }
        guard status == 0 else {
            close(descriptor)
            throw Failure("no free port")
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// A port on which nobody listens.
    static func unusedPort() throws -> Int {
        // Below those that the kernel gives out by itself (ip(7)): a listener that asks for any must not get it meanwhile.
        for _ in 0..<100 {
            guard let (descriptor, port) = try? bound(port: .random(in: 20_000..<32_000)) else { continue }
            close(descriptor)
            return port
        }
        throw Failure("no free port")
    }
}

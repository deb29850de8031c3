import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How names of upstreams are looked up: by the system in the proxy, and by whatever a test likes.
protocol HostResolver: Sendable {
    /// Looks a name up without keeping the caller.
    ///
    /// - Parameter completion: Called once, on any thread, with what was found; with nothing where that failed.
    func resolve(_ endpoint: UpstreamEndpoint, completion: @escaping @Sendable ([SocketAddress]) -> Void)
}

/// `getaddrinfo` on threads that may block.
struct SystemResolver: HostResolver {
    func resolve(_ endpoint: UpstreamEndpoint, completion: @escaping @Sendable ([SocketAddress]) -> Void) {
        NIOThreadPool.singleton.submit { state in
            completion(state == .active ? Self.addresses(of: endpoint) : [])
        }
    }

    /// Every IPv4 and IPv6 address of a name, in the resolver's order (RFC 6724).
    static func addresses(of endpoint: UpstreamEndpoint) -> [SocketAddress] {
        var hints = addrinfo()
        #if canImport(Glibc)
            hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = CInt(SOCK_STREAM)
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(endpoint.host, String(endpoint.port), &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = list
        while let info = next {
            next = info.pointee.ai_next
            guard let raw = UnsafeRawPointer(info.pointee.ai_addr) else { continue }
            switch info.pointee.ai_family {
            case AF_INET: found.append(SocketAddress(raw.loadUnaligned(as: sockaddr_in.self)))
            case AF_INET6: found.append(SocketAddress(raw.loadUnaligned(as: sockaddr_in6.self)))
            default: break
            }
        }
        return found
    }
}

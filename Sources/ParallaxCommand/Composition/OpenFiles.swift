#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files and sockets that the process may have open at the same time.
enum OpenFiles {
    /// What is open beside the connections of clients and upstreams: the ledger, the admin address, event loops, the
    /// libraries' own.
    private static let reserve = 128

    /// Raises the limit as far as the system lets the process do that by itself.
    ///
    /// - Returns: The limit in force.
    static func raiseLimit() -> UInt64 {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return UInt64.max }
        let raised = rlimit(rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max)
        let isRaised = withUnsafePointer(to: raised) { setrlimit(resource, $0) == 0 }
        return UInt64(isRaised ? raised.rlim_cur : limit.rlim_cur)
    }

    /// Says so where there may be fewer than the configuration needs: each client can take a connection to the side that
    /// serves it, and each copy one.
    static func shortage(_ limit: UInt64, clients: Int, copies: Int) -> String? {
        let needed = 2 * clients + copies + reserve
        guard limit < UInt64(needed) else { return nil }
        return """
            limits.connections of \(clients) can take \(needed) open files, and the process may have \(limit): beyond that \
            clients wait to be accepted, copies are dropped, and requests fail for want of a connection. Raise the limit (ulimit -Hn, LimitNOFILE=), \
            or lower limits.connections
            """
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Starts a thread that nobody joins, for calls that block and therefore must not run on the cooperative pool.
enum DetachedThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// - Returns: whether the system gave a thread; if not, `body` is dropped without having run.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let box = Unmanaged.passRetained(Body(body))
        #if canImport(Glibc)
            var thread = pthread_t()
            let outcome = pthread_create(
                &thread, nil,
                { pointer in
                    if let pointer { Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run() }
                    return nil
                }, box.toOpaque())
            guard outcome == 0 else {
                box.release()
                return false
            }
            pthread_detach(thread)
        #else
            var thread: pthread_t?
            let outcome = pthread_create(
                &thread, nil,
                { pointer in
                    Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run()
                    return nil
                }, box.toOpaque())
            guard outcome == 0, let thread else {
                box.release()
                return false
            }
            pthread_detach(thread)
        #endif
        return true
    }
}

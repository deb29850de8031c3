import NIOCore
import Traffic

/// Connections are made, and legs wait for them.
extension UpstreamPool {
    /// Addresses that are tried for one leg, where a connection cannot be made.
    private static let attempts = 3
    /// How long a connection may take where there is another address to try.
    private static let impatience = TimeAmount.seconds(1)

    /// Finds a connection for a leg: an idle one, a new one, or its place among those that wait.
    func attempt(_ pending: PendingLeg, _ choice: AddressBook.Choice) {
        switch choice {
        case .address(let id):
            if !pending.isFresh, let connection = takeIdle(id) {
                figures.reused += 1
                pending.carry(by: connection)
            } else {
                open(id, for: pending)
            }
        case .full: enqueue(pending)
        case .none:
            guard pending.tried.isEmpty else { return pending.fail(Self.unreachable) }
            guard !loop.shared.directory(side).poll(at: loop.now()).isSettled else {
                return pending.fail(LegFailure(.unreachable, "its name has no address"))
            }
            enqueue(pending)
        }
    }

    // MARK: Connecting

    private static let unreachable = LegFailure(.unreachable, "the connection could not be made")

    private func open(_ id: AddressBook.ID, for pending: PendingLeg) {
        makeRoom(id)
        book.began(id)
        pending.tried.append(id)
        connecting[ObjectIdentifier(pending)] = pending
        let hasOthers = pending.tried.count < min(book.count, Self.attempts)
        var patience = TimeAmount.nanoseconds(timeouts.connect)
        if hasOthers { patience = min(patience, Self.impatience) }
        if let firstByte = pending.patience.firstByte { patience = min(patience, firstByte) }
        if pending.patience.deadline != .distantFuture {
            patience = min(patience, pending.patience.deadline - loop.now())
        }
        makeConnection(id, timeout: max(patience, .milliseconds(1))) { pool, result in
            pool.connecting[ObjectIdentifier(pending)] = nil
            pool.book.ended(id)
            switch result {
            case .success(let connection):
                pool.begin(on: connection)
                pending.carry(by: connection)
            case .failure(let failure):
                if hasOthers, pending.leg != nil, !pool.loop.isStopped {
                    return pool.attempt(pending, pool.choose(at: pool.loop.now(), except: pending.tried))
                }
                pending.fail(failure)
            }
            if !pool.waiting.isEmpty { pool.serveWaitingSoon() }
        }
    }

    /// Makes a connection that carries no request, to see whether an address is back.
    func probe(_ id: AddressBook.ID) {
        makeConnection(id, timeout: .nanoseconds(timeouts.connect)) { pool, result in
            switch result {
            case .success(let connection):
                connection.rest()
                pool.release(connection, at: pool.loop.now())
            case .failure(let failure):
                // What could not be tried is tried again, when as much time has gone by as after a failure.
                guard failure.kind == .saturated else { return }
                _ = pool.book.failed(id, at: pool.loop.now())
            }
        }
    }

    /// - Parameter completion: Called on the loop, after the address's health has heard of it.
    private func makeConnection(
        _ id: AddressBook.ID,
        timeout: TimeAmount,
        completion: @escaping (UpstreamPool, Result<UpstreamConnection, LegFailure>) -> Void
    ) {
        guard let address = book.address(id) else { return completion(self, .failure(Self.unreachable)) }
        figures.connects += 1
        let deadline = loop.now() + timeout
        let pool = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let shared = tls == nil ? NIOLoopBound(loop.receiveBuffers, eventLoop: loop.eventLoop) : nil
        let made = loop.shared.connector.connect(
            to: address, timeout: timeout, on: loop.eventLoop,
            receivingInto: ReceiveAllocator(sharing: shared, ownsBuffer: tls != nil)
        ) { channel in
            let pipeline = channel.pipeline.syncOperations
            _ = try pool.value.tls?.install(in: channel)
            try pipeline.addHandler(UpstreamConnection(pool: pool.value, address: id))
        }
        let ready = made.assumeIsolated().flatMap { channel -> EventLoopFuture<any Channel> in
            guard pool.value.tls != nil else { return channel.eventLoop.makeSucceededFuture(channel) }
            return Self.handshake(channel, before: deadline)
        }
        ready.flatMapThrowing { channel in
            try channel.pipeline.syncOperations.handler(type: UpstreamConnection.self)
        }.whenComplete { result in
            let pool = pool.value
            pool.loop.tick()
            switch result {
            case .success(let connection):
                pool.book.connected(id, at: pool.loop.now())
                completion(pool, .success(connection))
            case .failure(let error):
                pool.figures.connectFailures += 1
                let failure = Self.failure(error)
                // For want of sockets no address is to blame.
                if failure.kind == .unreachable, pool.book.failed(id, at: pool.loop.now()) {
                    pool.figures.ejections += 1
                }
                completion(pool, .failure(failure))
            }
        }
    }

    private static func handshake(_ channel: any Channel, before deadline: NIODeadline) -> EventLoopFuture<any Channel>
    {
        do {
            let handler = try channel.pipeline.syncOperations.handler(type: TLSHandshakeHandler.self)
            let completion = handler.completion(before: deadline, channel: channel)
            completion.whenFailure { _ in channel.close(promise: nil) }
            return completion.map { channel }
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
    }

    private static func failure(_ error: any Error) -> LegFailure {
        switch error {
        case ChannelError.connectTimeout: LegFailure(.unreachable, "the connection was not accepted in time")
        case let error as IOError where error.isWantOfSockets:
            LegFailure(.saturated, "the process may have no more sockets")
        case let failure as TLSHandshakeFailure: LegFailure(.unreachable, failure.detail)
        default: unreachable
        }
    }

    // MARK: Waiting

    private static let saturated = LegFailure(.saturated, "all of its connections are taken")

    func enqueue(_ pending: PendingLeg) {
        let expendable = pending.waits ? expendableConnection(for: pending) : nil
        // Copies wait for a name to be looked up for the first time, but never for a connection.
        guard expendable != nil || waiting.count < limits.maximumWaiting, pending.waits || book.isEmpty else {
            return shed(pending)
        }
        waiting.append(pending)
        // Not before: the place is not for the next copy.
        expendable?.giveWay()
    }

    /// A connection that a copy has, whose place a request that would have to wait can take.
    private func expendableConnection(for pending: PendingLeg) -> UpstreamConnection? {
        guard choose(at: loop.now(), except: pending.tried) == .full else { return nil }
        return open.values.first { connection in
            let address = connection.pooled.address
            return connection.isExpendable && book.contains(address) && !pending.tried.contains(address)
        }
    }

    private func shed(_ pending: PendingLeg) {
        figures.shed += 1
        pending.fail(Self.saturated)
    }

    func expireWaiting(_ now: NIODeadline) {
        guard waiting.contains(where: { $0.waitsUntil <= now }) else { return }
        let expired = waiting.filter { $0.waitsUntil <= now }
        waiting.removeAll { $0.waitsUntil <= now }
        for pending in expired {
            if book.isEmpty {
                pending.fail(LegFailure(.unreachable, "its name was not looked up in time"))
            } else {
                shed(pending)
            }
        }
    }

    /// Serves those that wait once the call that made room has returned: a connection is in the middle of telling of its end.
    func serveWaitingSoon() {
        guard !isServingScheduled else { return }
        isServingScheduled = true
        let pool = NIOLoopBound(self, eventLoop: loop.eventLoop)
        loop.eventLoop.execute { pool.value.serveWaiting() }
    }

    private func serveWaiting() {
        loop.tick()
        isServingScheduled = false
        guard !loop.isStopped else { return }
        var index = 0
        // Bounded: who has to wait again is not looked at twice.
        for _ in 0..<waiting.count where index < waiting.count {
            let pending = waiting[index]
            let choice = choose(at: loop.now(), except: pending.tried)
            if choice == .full {
                // Who has tried an address in vain waits for fewer than those behind it.
                guard !pending.tried.isEmpty else { return }
                index += 1
                continue
            }
            waiting.remove(at: index)
            attempt(pending, choice)
        }
    }
}

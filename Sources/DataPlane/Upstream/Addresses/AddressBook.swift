import NIOCore

/// The addresses of one side, and which of them gets the next request: the one with the fewest requests in flight, in turn
/// where several have as few; the better of two drawn by lot where there are many (Mitzenmacher 2001).
///
/// Pure: time and randomness are passed in. Each event loop has a book of its own, so nothing in it is locked.
struct AddressBook {
    /// Names an address as long as it is in the book. One that comes back after it was gone is another.
    typealias ID = Int

    /// What to do with a request.
    enum Choice: Equatable {
        case address(ID)
        /// Every address has as many requests as it may have.
        case full
        /// There is none that has not been tried.
        case none
    }

    private struct Entry {
        let id: ID
        let address: SocketAddress
        var inFlight = 0
        var health = AddressHealth()
    }

    /// So many addresses are looked through; of more, two are drawn.
    private static let few = 8

    private let policy: AddressHealth.Policy
    /// Requests in flight to one address.
    private let limit: Int
    private var entries: [Entry] = []
    /// Where the next look through the entries begins.
    private var cursor = 0
    private var nextID = 0

    init(policy: AddressHealth.Policy, limit: Int = .max) {
        self.policy = policy
        self.limit = limit
    }

    var isEmpty: Bool { entries.isEmpty }

    var count: Int { entries.count }

    /// Addresses that get no requests for now.
    var ejectedCount: Int { entries.count { $0.health.isOut } }

    func address(_ id: ID) -> SocketAddress? { index(id).map { entries[$0].address } }

    func contains(_ id: ID) -> Bool { index(id) != nil }

    func inFlight(_ id: ID) -> Int { index(id).map { entries[$0].inFlight } ?? 0 }

    /// Takes over what the addresses are now. What is known about those that stay is kept.
    ///
    /// - Returns: The ones that are gone.
    mutating func update(_ addresses: [SocketAddress]) -> [ID] {
        var updated: [Entry] = []
        for address in addresses where !updated.contains(where: { $0.address == address }) {
            if let known = entries.first(where: { $0.address == address }) {
                updated.append(known)
            } else {
                updated.append(Entry(id: nextID, address: address))
                nextID += 1
            }
        }
        let gone = entries.filter { entry in !updated.contains { $0.id == entry.id } }.map(\.id)
        entries = updated
        cursor = 0
        return gone
    }

    // MARK: Choosing

    /// Says where the next request goes. It is counted with ``began(_:)``.
    ///
    /// Where no address is healthy, health is not looked at: a request that may fail is better than one that must.
    ///
    /// - Parameter tried: What has been tried for this request, in vain.
    mutating func choose(at now: NIODeadline, except tried: [ID] = [], random: () -> UInt64) -> Choice {
        if entries.count == 1 {
            guard tried.isEmpty || !tried.contains(entries[0].id) else { return .none }
            return entries[0].inFlight < limit ? .address(entries[0].id) : .full
        }
        let untried = entries.indices.filter { !tried.contains(entries[$0].id) }
        guard !untried.isEmpty else { return .none }
        var usable = untried.filter { !entries[$0].health.isOut }
        if usable.isEmpty { usable = untried }
        usable.removeAll { entries[$0].inFlight >= limit }
        guard !usable.isEmpty else { return .full }
        let drawn = usable.filter { isDrawn($0, at: now, random) }
        // Those that come back get their share of the requests, and all of them where nobody else is left.
        let index = leastLoaded(drawn.isEmpty ? usable : drawn, random)
        cursor = index + 1
        return .address(entries[index].id)
    }

    private func isDrawn(_ index: Int, at now: NIODeadline, _ random: () -> UInt64) -> Bool {
        let share = entries[index].health.share(at: now, policy)
        return share >= 1 || Double(random() >> 11) * 0x1p-53 < share
    }

    private func leastLoaded(_ indices: [Int], _ random: () -> UInt64) -> Int {
        if indices.count > Self.few {
            let first = Int(random() % UInt64(indices.count))
            let step = 1 + Int(random() % UInt64(indices.count - 1))
            let pair = (indices[first], indices[(first + step) % indices.count])
            return entries[pair.1].inFlight < entries[pair.0].inFlight ? pair.1 : pair.0
        }
        let start = indices.firstIndex { $0 >= cursor } ?? 0
        var best = indices[start]
        for offset in 1..<max(indices.count, 1) {
            let index = indices[(start + offset) % indices.count]
            if entries[index].inFlight < entries[best].inFlight { best = index }
        }
        return best
    }

    // MARK: What happened

    /// A request goes to an address, or a connection is made for one.
    mutating func began(_ id: ID) { if let index = index(id) { entries[index].inFlight += 1 } }

    /// A request is through, whatever came of it.
    mutating func ended(_ id: ID) { if let index = index(id) { entries[index].inFlight -= 1 } }

    /// A connection was made.
    mutating func connected(_ id: ID, at now: NIODeadline) {
        if let index = index(id) { entries[index].health.connected(at: now) }
    }

    /// An answer came.
    mutating func answered(_ id: ID, at now: NIODeadline) {
        if let index = index(id) { entries[index].health.answered(at: now, policy) }
    }

    /// A connection could not be made, broke, or brought no answer in time.
    ///
    /// - Returns: Whether the address gets no requests from now on. The last one always does.
    mutating func failed(_ id: ID, at now: NIODeadline) -> Bool {
        guard let index = index(id) else { return false }
        let mayEject = entries.contains { $0.id != id && !$0.health.isOut }
        return entries[index].health.failed(at: now, mayEject: mayEject, policy)
    }

    /// The addresses to which a connection is to be tried, without a request, since their time is over. Each is said once.
    mutating func takeProbes(at now: NIODeadline) -> [ID] {
        guard entries.count > 1 || entries.first?.health.isOut == true else { return [] }
        return entries.indices.filter { entries[$0].health.takeProbe(at: now) }.map { entries[$0].id }
    }

    private func index(_ id: ID) -> Int? {
        if let first = entries.first, first.id == id { return 0 }
        return entries.firstIndex { $0.id == id }
    }
}

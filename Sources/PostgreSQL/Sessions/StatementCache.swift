/// The prepared statements of one connection: which SQL text has which name on the server, least recently used first
/// out. Pure: it says what to prepare and what to deallocate, and sends nothing.
struct StatementCache: Sendable {
    /// What to do for a statement.
    enum Lookup: Equatable {
        /// It is prepared under this name.
        case prepared(String)
        /// Prepare it under this name, then call ``confirm(_:name:)``.
        case prepare(String)
    }

    private struct Entry {
        let name: String
        var lastUse: UInt64
    }

    /// How many statements stay prepared.
    let capacity: Int
    private let prefix: String
    private var entries: [String: Entry] = [:]
    private var uses: UInt64 = 0
    private var names: UInt64 = 0
    /// Names that the server still holds and that nothing will use again. They wait until no transaction is open, since a
    /// failing `DEALLOCATE` would abort it.
    private(set) var abandoned: [String] = []

    /// - Parameters:
    ///   - capacity: at least 1.
    ///   - prefix: makes the names unlike those of other clients behind one pooler.
    init(capacity: Int, prefix: String) {
        self.capacity = max(1, capacity)
        self.prefix = prefix
    }

    /// How many statements are held as prepared.
    var count: Int { entries.count }

    /// Notes a use of a statement and says how it can be executed.
    mutating func lookup(_ sql: String) -> Lookup {
        uses += 1
        if entries[sql] != nil {
            entries[sql]?.lastUse = uses
            return entries[sql].map { .prepared($0.name) } ?? .prepare(nextName())
        }
        return .prepare(nextName())
    }

    /// The server has prepared a statement; the least recently used one goes if there are now too many.
    mutating func confirm(_ sql: String, name: String) {
        if let old = entries.updateValue(Entry(name: name, lastUse: uses), forKey: sql) { abandoned.append(old.name) }
        while entries.count > capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries[oldest.key] = nil
            abandoned.append(oldest.value.name)
        }
    }

    /// The server no longer accepts a statement as it was prepared.
    mutating func forget(_ sql: String) {
        if let entry = entries.removeValue(forKey: sql) { abandoned.append(entry.name) }
    }

    /// Hands out the names to deallocate, once.
    mutating func takeAbandoned() -> [String] {
        defer { abandoned = [] }
        return abandoned
    }

    private mutating func nextName() -> String {
        names += 1
        return "\(prefix)_\(names)"
    }
}

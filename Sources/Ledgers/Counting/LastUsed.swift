/// A dictionary that finds the entry that was used last without hashing its key again: the keys here consist of several
/// texts, which cost more to hash than what is counted under them, and most are the same as the one before.
struct LastUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private(set) var entries: [Key: Value] = [:]
    private var lastKey: Key?
    /// Where the entry is; an index holds as long as no other key has come or gone.
    private var lastIndex: Dictionary<Key, Value>.Index?

    func contains(_ key: Key) -> Bool { isLast(key) || entries[key] != nil }

    /// Written so that the key is compared in place: it has many references to count.
    private func isLast(_ key: Key) -> Bool {
        if let lastKey { return lastKey == key }
        return false
    }

    /// Works on the entry of a key, which is made where there is none.
    mutating func update<Result>(
        _ key: Key, default initial: @autoclosure () -> Value, _ body: (inout Value) -> Result
    ) -> Result {
        if let lastIndex, isLast(key) { return body(&entries.values[lastIndex]) }
        let result = body(&entries[key, default: initial()])
        (lastKey, lastIndex) = (key, entries.index(forKey: key))
        return result
    }

    mutating func remove(_ key: Key) {
        (lastKey, lastIndex) = (nil, nil)
        entries[key] = nil
    }

    mutating func removeAll() {
        (lastKey, lastIndex) = (nil, nil)
        entries = [:]
    }
}

/// A dictionary that finds the entry that was used last without hashing its key again: the keys here consist of several
/// texts, which cost more to hash than what is counted under them, and most are the same as the one before.
struct LastUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private(set) var entries: [Key: Value] = [:]
    /// One or none. An element of an array can be compared in place; an optional is copied for it, and a key has many
    /// references to count.
    private var lastKey: [Key] = []
    /// Where the entry is; an index holds as long as no other key has come or gone.
    private var lastIndex: Dictionary<Key, Value>.Index?

    func contains(_ key: Key) -> Bool { isLast(key) || entries[key] != nil }

    private func isLast(_ key: Key) -> Bool {
        lastKey.withUnsafeBufferPointer { !$0.isEmpty && $0[0] == key }
    }

    /// Works on the entry of a key, which is made where there is none.
    mutating func update<Result>(
        _ key: Key, default initial: @autoclosure () -> Value, _ body: (inout Value) -> Result
    ) -> Result {
        if let lastIndex, isLast(key) { return body(&entries.values[lastIndex]) }
        let result = body(&entries[key, default: initial()])
        (lastKey, lastIndex) = ([key], entries.index(forKey: key))
        return result
    }

    /// Where the entry of a key is, until another key comes or goes; `nil` where there is none.
    mutating func place(of key: Key) -> Dictionary<Key, Value>.Index? {
        if let lastIndex, isLast(key) { return lastIndex }
        guard let place = entries.index(forKey: key) else { return nil }
        (lastKey, lastIndex) = ([key], place)
        return place
    }

    /// The entry at a place.
    subscript(place: Dictionary<Key, Value>.Index) -> Value {
        get { entries.values[place] }
        _modify { yield &entries.values[place] }
    }

    mutating func remove(_ key: Key) {
        (lastKey, lastIndex) = ([], nil)
        entries[key] = nil
    }

    mutating func removeAll() {
        (lastKey, lastIndex) = ([], nil)
        entries = [:]
    }
}

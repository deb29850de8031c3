import Traffic

/// The places that `rename` rules have paired while the walk is inside of what both places share.
struct RenameTable {
    struct Target {
        let legacy: Int
        let candidate: Int
        let rule: Int32
        /// Where the candidate has the value.
        let location: [String]
    }

    private var byLegacy: [Int: Target] = [:]
    private var byCandidate: [Int: Int32] = [:]
    private var order: [Target] = []

    var isEmpty: Bool { order.isEmpty }
    /// What ``restore(_:)`` goes back to.
    var mark: Int { order.count }

    /// Places that are looked at one by one; where there are more, any subtree may hold one.
    private static let mostLookedAt = 16

    /// Whether two subtrees, given as their tokens, hold nothing that is paired here.
    func isClear(_ legacy: Range<Int>, _ candidate: Range<Int>) -> Bool {
        if order.isEmpty { return true }
        return order.count <= Self.mostLookedAt
            && !order.contains { legacy.contains($0.legacy) || candidate.contains($0.candidate) }
    }

    func target(ofLegacy token: Int) -> Target? { order.isEmpty ? nil : byLegacy[token] }
    func isTaken(_ candidate: Int) -> Bool { !order.isEmpty && byCandidate[candidate] != nil }

    func rule(of token: Int, _ side: Side) -> Int32? {
        if order.isEmpty { return nil }
        return side == .legacy ? byLegacy[token]?.rule : byCandidate[token]
    }

    /// Pairs two places, unless one of them is paired already.
    mutating func add(_ target: Target) {
        guard byLegacy[target.legacy] == nil, byCandidate[target.candidate] == nil else { return }
        byLegacy[target.legacy] = target
        byCandidate[target.candidate] = target.rule
        order.append(target)
    }

    mutating func restore(_ mark: Int) {
        while order.count > mark {
            let target = order.removeLast()
            byLegacy[target.legacy] = nil
            byCandidate[target.candidate] = nil
        }
    }
}

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

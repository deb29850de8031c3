/// Sets that only ever grow together.
///
/// Source: Tarjan, "Efficiency of a Good But Not Linear Set Union Algorithm" (1975), with path halving.
struct DisjointSets {
    private var parents: [Int] = []
    private var nodes: [Key: Int] = [:]

    /// What stands for one thing: its sort, and its text byte by byte.
    struct Key: Hashable {
        let sort: String
        let text: ExactText

        init(_ sort: String, _ text: String) {
            self.sort = sort
            self.text = ExactText(text)
        }
    }

    /// The node of a thing, new where it is seen for the first time.
    mutating func node(_ key: Key) -> Int {
        if let node = nodes[key] { return node }
        parents.append(parents.count)
        nodes[key] = parents.count - 1
        return parents.count - 1
    }

    /// The node that stands for the whole set.
    mutating func root(_ node: Int) -> Int {
        var node = node
        while parents[node] != node {
            parents[node] = parents[parents[node]]
            node = parents[node]
        }
        return node
    }

    mutating func join(_ left: Int, _ right: Int) {
        let (first, second) = (root(left), root(right))
        // The older one stands for both, so that the result does not depend on a hash's order.
        parents[max(first, second)] = min(first, second)
    }
}

import JSONText
import Traffic

/// Lays out the way to the differences of a document: one pass over the containers that have any inside.
struct OutlineBuilder {
    private let legacy: JSONTape
    private let candidate: JSONTape
    /// How many of the differences are shown; what is beyond is folded.
    private let limit: Int
    private var count = 0
    private var nodes = [Node()]

    /// A place on the way to a difference.
    private struct Node {
        var differences: [Difference] = []
        /// Differences here and below that a rule explains.
        var explained = 0
        /// Differences here and below, and whether one of them is among those that are shown.
        var differing = 0
        var isShown = false
        /// Whether the candidate has nothing that belongs to it.
        var isMissing = false
        /// What legacy has, by its key's token or its index. Keys are not told apart by name: one may stand there twice.
        var present: [Int: Int] = [:]
        /// What only the candidate has, by its key's token or its index.
        var added: [Int: Int] = [:]
    }

    init(legacy: JSONTape, candidate: JSONTape, limit: Int) {
        self.legacy = legacy
        self.candidate = candidate
        self.limit = limit
    }

    /// Lays out the way to a difference; those beyond the limit are counted on it.
    mutating func add(_ difference: Difference, at trail: [TreePath.Segment]) {
        let path = insert(difference.kind, trail)
        let isShown = count < limit
        count += 1
        for node in path {
            nodes[node].differing += 1
            if isShown { nodes[node].isShown = true }
        }
        if isShown, let last = path.last { nodes[last].differences.append(difference) }
    }

    mutating func addExplained(_ kind: Difference.Kind, at trail: [TreePath.Segment]) {
        for node in insert(kind, trail) { nodes[node].explained += 1 }
    }

    /// `nil` where there is nothing to show.
    var outline: DocumentOutline? {
        nodes[0].isShown ? outline(of: 0, name: .root, token: JSONTape.root) : nil
    }

    /// Makes the places on the way to a difference.
    private mutating func insert(_ kind: Difference.Kind, _ trail: [TreePath.Segment]) -> [Int] {
        var path = [0]
        for (number, segment) in trail.enumerated() {
            let parent = path[number]
            let isAdded = kind == .added && number == trail.count - 1
            let key =
                switch segment {
                case .legacyKey(let token), .candidateKey(let token): token
                case .index(let index): index
                }
            if let known = isAdded ? nodes[parent].added[key] : nodes[parent].present[key] {
                path.append(known)
                continue
            }
            let child = nodes.count
            nodes.append(Node())
            if isAdded { nodes[parent].added[key] = child } else { nodes[parent].present[key] = child }
            path.append(child)
        }
        if kind == .missing { nodes[path[path.count - 1]].isMissing = true }
        return path
    }

    private func outline(of index: Int, name: DocumentOutline.Name, token: Int) -> DocumentOutline {
        let node = nodes[index]
        let isOpen = !node.present.isEmpty || !node.added.isEmpty
        switch legacy.kind(token) {
        case .object:
            let keys = legacy.keys(token)
            return DocumentOutline(
                name: name, shape: .object(count: keys.count), differences: node.differences,
                entries: isOpen ? members(of: node, keys).entries : [])
        case .array:
            let elements = legacy.elements(token)
            return DocumentOutline(
                name: name, shape: .array(count: elements.count), differences: node.differences,
                entries: isOpen ? self.elements(of: node, elements).entries : [])
        case .string, .number, .true, .false, .null:
            return DocumentOutline(name: name, shape: .value, differences: node.differences)
        }
    }

    private func members(of node: Node, _ keys: [Int]) -> EntryList {
        var list = EntryList()
        for key in keys {
            guard let child = node.present[key] else {
                list.fold(unchanged: 1)
                continue
            }
            append(child, .member(legacy.string(key)), token: key + 1, to: &list)
        }
        for (key, child) in sorted(node.added) {
            append(child, .member(candidate.string(key)), token: nil, to: &list)
        }
        return list
    }

    /// Elements that only the candidate has go where they stand in its array: with those of legacy that are missing left out,
    /// both count alike, unless the order changed.
    private func elements(of node: Node, _ elements: [Int]) -> EntryList {
        var list = EntryList()
        var added = sorted(node.added)[...]
        var place = 0
        func appendAdded(_ list: inout EntryList) {
            while let next = added.first, next.index <= place {
                append(next.child, .element(next.index), token: nil, to: &list)
                added.removeFirst()
                place += 1
            }
        }
        var next = 0
        for stop in sorted(node.present) + [(elements.count, -1)] {
            while next < min(stop.index, elements.count) {
                appendAdded(&list)
                let room = added.first.map { $0.index - place } ?? Int.max
                let run = min(stop.index - next, room)
                list.fold(unchanged: run)
                next += run
                place += run
            }
            guard stop.index < elements.count else { break }
            let isMissing = nodes[stop.child].isMissing
            if !isMissing { appendAdded(&list) }
            append(stop.child, .element(stop.index), token: elements[stop.index], to: &list)
            next += 1
            if !isMissing { place += 1 }
        }
        for rest in added { append(rest.child, .element(rest.index), token: nil, to: &list) }
        return list
    }

    private func sorted(_ children: [Int: Int]) -> [(index: Int, child: Int)] {
        children.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    }

    /// Adds a place, or folds it where there is nothing to show inside.
    ///
    /// - Parameter token: Legacy's value, where it has one.
    private func append(_ child: Int, _ name: DocumentOutline.Name, token: Int?, to list: inout EntryList) {
        let node = nodes[child]
        guard node.isShown else {
            list.fold(explained: node.explained, differing: node.differing)
            return
        }
        if let token {
            list.append(outline(of: child, name: name, token: token))
        } else {
            list.append(DocumentOutline(name: name, shape: .value, differences: node.differences))
        }
    }

    /// Entries as they come, folds in a row joined.
    private struct EntryList {
        private(set) var entries: [DocumentOutline.Entry] = []

        mutating func append(_ place: DocumentOutline) { entries.append(.place(place)) }

        mutating func fold(unchanged: Int = 0, explained: Int = 0, differing: Int = 0) {
            var fold = DocumentOutline.Fold(unchanged: unchanged, explained: explained, differing: differing)
            if case .fold(let last) = entries.last {
                fold.unchanged += last.unchanged
                fold.explained += last.explained
                fold.differing += last.differing
                entries.removeLast()
            }
            if !fold.isEmpty { entries.append(.fold(fold)) }
        }
    }
}

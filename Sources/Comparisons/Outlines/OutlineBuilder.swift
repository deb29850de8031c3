import JSONText
import Traffic

/// Lays out the way to the differences of a document: one pass over the containers that have any inside.
struct OutlineBuilder {
    private let legacy: JSONTape
    /// How many of the differences are shown; what is beyond is folded.
    private let limit: Int
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
        /// By segment: what legacy has, and what only the candidate has.
        var present: [String: Int] = [:]
        var added: [String: Int] = [:]
    }

    init(legacy: JSONTape, limit: Int) {
        self.legacy = legacy
        self.limit = limit
    }

    /// - Parameter depth: How many segments of their locations lead to the document's root.
    /// - Returns: `nil` where nothing differs.
    mutating func outline(of collector: DifferenceCollector, depth: Int) -> DocumentOutline? {
        for (number, difference) in collector.differences.enumerated() {
            let path = insert(difference, depth: depth)
            for node in path {
                nodes[node].differing += 1
                if number < limit { nodes[node].isShown = true }
            }
            if number < limit, let last = path.last { nodes[last].differences.append(difference) }
        }
        for suppressed in collector.suppressed {
            for node in insert(suppressed.difference, depth: depth) { nodes[node].explained += 1 }
        }
        return nodes[0].isShown ? outline(of: 0, name: .root, token: JSONTape.root) : nil
    }

    /// Makes the places on the way to a difference.
    private mutating func insert(_ difference: Difference, depth: Int) -> [Int] {
        var path = [0]
        let segments = difference.at.segments.dropFirst(depth)
        for (number, segment) in segments.enumerated() {
            let isAdded = difference.kind == .added && number == segments.count - 1
            let children = isAdded ? nodes[path[number]].added : nodes[path[number]].present
            if let child = children[segment] {
                path.append(child)
                continue
            }
            nodes.append(Node())
            let child = nodes.count - 1
            if isAdded {
                nodes[path[number]].added[segment] = child
            } else {
                nodes[path[number]].present[segment] = child
            }
            path.append(child)
        }
        if difference.kind == .missing { nodes[path[path.count - 1]].isMissing = true }
        return path
    }

    private func outline(of index: Int, name: DocumentOutline.Name, token: Int) -> DocumentOutline {
        let node = nodes[index]
        switch legacy.kind(token) {
        case .object:
            let keys = legacy.keys(token)
            var list = EntryList()
            if !node.present.isEmpty || !node.added.isEmpty { list = members(of: node, keys) }
            return DocumentOutline(
                name: name, shape: .object(count: keys.count), differences: node.differences, entries: list.entries)
        case .array:
            let elements = legacy.elements(token)
            var list = EntryList()
            if !node.present.isEmpty || !node.added.isEmpty { list = self.elements(of: node, elements) }
            return DocumentOutline(
                name: name, shape: .array(count: elements.count), differences: node.differences, entries: list.entries)
        case .string, .number, .true, .false, .null:
            return DocumentOutline(name: name, shape: .value, differences: node.differences)
        }
    }

    private func members(of node: Node, _ keys: [Int]) -> EntryList {
        var list = EntryList()
        var open = node.present
        for key in keys {
            // Of keys that occur twice the first one is taken for the place.
            let name = legacy.string(key)
            guard let child = open.removeValue(forKey: name) else {
                list.fold(unchanged: 1)
                continue
            }
            append(child, .member(name), token: key + 1, to: &list)
        }
        for (name, child) in node.added.sorted(by: { $0.value < $1.value }) {
            append(child, .member(name), token: nil, to: &list)
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

    private func sorted(_ children: [String: Int]) -> [(index: Int, child: Int)] {
        children.compactMap { segment, child in Int(segment).map { ($0, child) } }.sorted { $0.index < $1.index }
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

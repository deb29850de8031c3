import JSONText
import Traffic

/// Where a walk over two trees stands. Keys stay tokens; text is made only when a location is asked for.
struct TreePath {
    enum Segment: Hashable {
        case legacyKey(Int)
        case candidateKey(Int)
        case index(Int)
    }

    let base: [String]
    private(set) var segments: [Segment] = []
    /// With `rename`: from that depth on, the candidate's value stands elsewhere.
    private var aliases: [(depth: Int, candidate: [String])] = []

    init(base: [String]) { self.base = base }

    /// How many segments it has below the base.
    var depth: Int { segments.count }

    mutating func push(_ segment: Segment) { segments.append(segment) }
    mutating func pop() { segments.removeLast() }

    mutating func pushAlias(_ candidate: [String]) { aliases.append((segments.count, candidate)) }
    mutating func popAlias() { aliases.removeLast() }

    func location(_ legacy: JSONTape, _ candidate: JSONTape) -> Location {
        var location: [String] = []
        location.reserveCapacity(base.count + segments.count)
        location += base
        for segment in segments { location.append(Self.text(segment, legacy, candidate)) }
        return Location(location)
    }

    /// Where the candidate has the value, if a `rename` took it elsewhere.
    func candidateLocation(_ legacy: JSONTape, _ candidate: JSONTape) -> Location? {
        guard let alias = aliases.last else { return nil }
        return Location(alias.candidate + texts(from: alias.depth, legacy, candidate))
    }

    private func texts(from depth: Int, _ legacy: JSONTape, _ candidate: JSONTape) -> [String] {
        segments[depth...].map { Self.text($0, legacy, candidate) }
    }

    private static func text(_ segment: Segment, _ legacy: JSONTape, _ candidate: JSONTape) -> String {
        switch segment {
        case .legacyKey(let token): legacy.string(token)
        case .candidateKey(let token): candidate.string(token)
        case .index(let index): String(index)
        }
    }
}

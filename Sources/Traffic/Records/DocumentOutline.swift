/// The way from a document's root to everything that differs in it, with the rest folded: what a person looks at.
///
/// Members and elements stand in legacy's order, those that only the candidate has where they stand in its array, or at the
/// end of their object.
public struct DocumentOutline: Sendable, Hashable {
    /// What a place is called by the container that holds it.
    public enum Name: Sendable, Hashable {
        case root
        case member(String)
        /// The index in legacy's array; the candidate's for what only it has.
        case element(Int)
    }

    /// What legacy has at a place, or the candidate where legacy has nothing.
    public enum Shape: Sendable, Hashable {
        case value
        /// Legacy's number of members.
        case object(count: Int)
        /// Legacy's number of elements.
        case array(count: Int)
    }

    /// What is not shown one by one.
    public struct Fold: Sendable, Hashable {
        /// Members or elements in which nothing differs.
        public var unchanged: Int
        /// Differences that a rule explains.
        public var explained: Int
        /// Differences beyond the number that was asked for.
        public var differing: Int

        public init(unchanged: Int = 0, explained: Int = 0, differing: Int = 0) {
            self.unchanged = unchanged
            self.explained = explained
            self.differing = differing
        }

        public var isEmpty: Bool { unchanged == 0 && explained == 0 && differing == 0 }
    }

    /// What stands in a container: one place, or several folded.
    public enum Entry: Sendable, Hashable {
        case place(DocumentOutline)
        case fold(Fold)
    }

    public var name: Name
    public var shape: Shape
    /// Those at this very place.
    public var differences: [Difference]
    public var entries: [Entry]

    public init(name: Name, shape: Shape, differences: [Difference] = [], entries: [Entry] = []) {
        self.name = name
        self.shape = shape
        self.differences = differences
        self.entries = entries
    }

    /// Adds one member or element that is the same on both sides.
    public mutating func addUnchanged() {
        if case .fold(var fold) = entries.last {
            fold.unchanged += 1
            entries[entries.count - 1] = .fold(fold)
        } else {
            entries.append(.fold(Fold(unchanged: 1)))
        }
    }
}

/// A place at which two answers to one request are expected to differ.
public struct ExpectedDifference: Sendable, Hashable {
    /// How they differ there.
    public enum Kind: String, Sendable {
        /// Both have a value of one type, and not the same.
        case changed
        /// Both have a value, of different types.
        case typeChanged
        /// Legacy has it, the other one does not.
        case missing
        /// The other one has it, legacy does not.
        case added
    }

    /// A JSON Pointer (RFC 6901) into `{status, headers, body}`, with `*` for the index of an array's element.
    public let at: String
    /// How they differ.
    public let kind: Kind

    /// All places at which two answers differ. A part that one of them lacks is one place, whatever is in it.
    ///
    /// The elements of two arrays belong together by their position: the arrays that differ here have elements without a
    /// common member, which nothing else could pair.
    static func between(_ legacy: PredictedAnswer, _ candidate: PredictedAnswer) -> Set<ExpectedDifference> {
        var found: Set<ExpectedDifference> = []
        compare(legacy.tree, candidate.tree, at: "", &found)
        return found
    }

    private static func compare(
        _ left: JSONValue, _ right: JSONValue, at path: String, _ found: inout Set<ExpectedDifference>
    ) {
        switch (left, right) {
        case (.object(let leftMembers), .object(let rightMembers)):
            for member in leftMembers {
                if let other = right[member.key] {
                    compare(member.value, other, at: "\(path)/\(member.key)", &found)
                } else {
                    found.insert(ExpectedDifference(at: "\(path)/\(member.key)", kind: .missing))
                }
            }
            for member in rightMembers where left[member.key] == nil {
                found.insert(ExpectedDifference(at: "\(path)/\(member.key)", kind: .added))
            }
        case (.array(let leftElements), .array(let rightElements)):
            for (first, second) in zip(leftElements, rightElements) { compare(first, second, at: "\(path)/*", &found) }
            if leftElements.count != rightElements.count {
                let kind = leftElements.count > rightElements.count ? Kind.missing : .added
                found.insert(ExpectedDifference(at: "\(path)/*", kind: kind))
            }
        case (.boolean, .boolean), (.number, .number), (.string, .string), (.null, .null):
            if !ECMAScriptText.areIdentical(left.serialized, right.serialized) {
                found.insert(ExpectedDifference(at: path, kind: .changed))
            }
        default:
            found.insert(ExpectedDifference(at: path, kind: .typeChanged))
        }
    }
}

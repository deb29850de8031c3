/// A random document without repeated keys, an edited copy of it, and the edits as they must be found.
struct EditedDocument {
    private(set) var legacy = ""
    private(set) var candidate = ""
    private(set) var edits: [String] = []
    private var generator: SeededGenerator
    /// So that no two values are alike.
    private var counter = 0

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        (legacy, candidate) = object("/body", depth: 3)
    }

    private mutating func chance(_ odds: Int) -> Bool { Int.random(in: 0..<odds, using: &generator) == 0 }

    private mutating func unique() -> String {
        counter += 1
        return ["\(counter)", "\"text \(counter)\"", "\(counter).5"].randomElement(using: &generator) ?? "0"
    }

    private mutating func value(_ path: String, depth: Int) -> (String, String) {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 2), using: &generator) {
        case 0, 1:
            let same = unique()
            guard chance(8) else { return (same, same) }
            edits.append("\(same.hasPrefix("\"") ? "typeChanged" : "changed") \(path)")
            counter += 1
            return (same, "\(counter)000")
        case 2, 3: return object(path, depth: depth - 1)
        case 4: return list(path)
        default: return records(path, depth: depth - 1)
        }
    }

    private mutating func object(_ path: String, depth: Int) -> (String, String) {
        var left: [String] = []
        var right: [String] = []
        for number in 0..<Int.random(in: 1...6, using: &generator) {
            let key = "k\(number)"
            switch Int.random(in: 0..<12, using: &generator) {
            case 0:
                edits.append("missing \(path)/\(key)")
                left.append("\"\(key)\":{\"x\":[\(unique())]}")
            case 1:
                edits.append("added \(path)/\(key)")
                right.append("\"\(key)\":\(unique())")
            default:
                let (first, second) = value("\(path)/\(key)", depth: depth)
                left.append("\"\(key)\":\(first)")
                right.append("\"\(key)\":\(second)")
            }
        }
        right.shuffle(using: &generator)
        return ("{" + left.joined(separator: ",") + "}", "{" + right.joined(separator: ", ") + "}")
    }

    /// Values of which some are missing, or some are added, but not both: what stands in for what is not known then.
    private mutating func list(_ path: String) -> (String, String) {
        var left: [String] = []
        var right: [String] = []
        let isAdding = Bool.random(using: &generator)
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            let same = unique()
            if chance(5) {
                edits.append(isAdding ? "added \(path)/\(right.count)" : "missing \(path)/\(left.count)")
                if isAdding { right.append(same) } else { left.append(same) }
            } else {
                left.append(same)
                right.append(same)
            }
        }
        return ("[" + left.joined(separator: ",") + "]", "[" + right.joined(separator: ",") + "]")
    }

    /// Records with an `id`, most of which are on both sides.
    private mutating func records(_ path: String, depth: Int) -> (String, String) {
        var left: [String] = []
        var right: [String] = []
        func record(_ id: Int, _ inner: String) -> String { "{\"id\":\"r\(id)\",\"inner\":\(inner)}" }
        for place in 0..<Int.random(in: 3...8, using: &generator) {
            counter += 1
            let id = counter
            // One in four at most, so that the key is found.
            switch place % 4 == 3 ? Int.random(in: 0..<4, using: &generator) : 3 {
            case 0:
                edits.append("missing \(path)/\(left.count)")
                left.append(record(id, unique()))
            case 1:
                edits.append("added \(path)/\(right.count)")
                right.append(record(id, unique()))
            default:
                let (first, second) = value("\(path)/\(left.count)/inner", depth: depth)
                left.append(record(id, first))
                right.append(record(id, second))
            }
        }
        return ("[" + left.joined(separator: ",") + "]", "[" + right.joined(separator: ",") + "]")
    }
}

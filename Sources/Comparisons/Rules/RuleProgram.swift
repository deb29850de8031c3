import Traffic

/// Rules made ready for a walk down a tree: the strongest first, segments as bytes. Every comparison shares it.
final class RuleProgram: Sendable {
    /// One segment of a rule's place.
    enum Segment: Sendable, Hashable {
        /// The bytes, and the array index that they write, if any.
        case literal([UInt8], index: Int?)
        case any
        case anyNumber
    }

    struct CompiledRule: Sendable {
        let rule: Rule
        let name: RuleName
        let segments: [Segment]
        /// With `rename`: the candidate's place, and how many segments both places share.
        let target: [LocationPattern.Segment]
        let anchor: Int
    }

    /// By precedence: more literal segments, then more `*`, then fewer `**`, then the order of the file.
    let rules: [CompiledRule]
    /// Whether a rule pairs places that lie apart.
    let hasRenames: Bool
    /// Missing only in the program that finds it out.
    let bodyStart: RuleWalk.Start?

    convenience init(_ rules: [Rule]) {
        let sorted = rules.enumerated().sorted { left, right in
            let (first, second) = (left.element.at.specificity, right.element.at.specificity)
            return first == second ? left.offset < right.offset : first > second
        }
        let compiled = sorted.map { Self.compile($0.element) }
        self.init(compiled, bodyStart: RuleWalk.Start(RuleProgram(compiled, bodyStart: nil)))
    }

    private init(_ rules: [CompiledRule], bodyStart: RuleWalk.Start?) {
        self.rules = rules
        hasRenames = rules.contains { if case .rename = $0.rule.effect { true } else { false } }
        self.bodyStart = bodyStart
    }

    private static func compile(_ rule: Rule) -> CompiledRule {
        let segments = rule.at.segments.map { segment -> Segment in
            switch segment {
            case .literal(let text): .literal(Array(text.utf8), index: index(text))
            case .any: .any
            case .anyNumber: .anyNumber
            }
        }
        guard case .rename(let target) = rule.effect else {
            return CompiledRule(rule: rule, name: RuleName(rule), segments: segments, target: [], anchor: -1)
        }
        return CompiledRule(
            rule: rule, name: RuleName(rule), segments: segments, target: target.segments,
            anchor: rule.at.sharedSegmentCount(with: target))
    }

    private static func index(_ text: String) -> Int? {
        guard let value = Int(text), value >= 0, String(value) == text else { return nil }
        return value
    }

    subscript(_ index: Int32) -> Rule { rules[Int(index)].rule }

    /// How a rule is told from others.
    func name(of index: Int32) -> RuleName { rules[Int(index)].name }
}

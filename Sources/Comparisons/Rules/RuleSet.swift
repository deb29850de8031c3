public import Traffic

/// The rules of a route, in the order in which they take precedence.
public struct RuleSet: Sendable {
    /// Those that work, in the order of the file.
    public let rules: [Rule]
    /// Those that worked once: they do nothing, and are reported.
    public let expired: [Rule]
    /// Those that ``Rule/check()`` refuses: they do nothing.
    public let faulty: [Rule]
    /// Those that work, the strongest first.
    let program: RuleProgram

    /// No rules: everything counts.
    public static let none = RuleSet([], today: Timestamp(milliseconds: 0))

    /// - Parameters:
    ///   - rules: In the order of the file, which decides where nothing else does.
    ///   - today: The moment by which rules expire.
    public init(_ rules: [Rule], today: Timestamp) {
        var working: [Rule] = []
        var expired: [Rule] = []
        var faulty: [Rule] = []
        for rule in rules {
            if let until = rule.until, until <= today {
                expired.append(rule)
            } else if (try? rule.check()) == nil {
                faulty.append(rule)
            } else {
                working.append(rule)
            }
        }
        self.rules = working
        self.expired = expired
        self.faulty = faulty
        program = RuleProgram(working)
    }
}

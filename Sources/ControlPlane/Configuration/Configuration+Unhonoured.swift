import Rollouts
import Traffic

extension Configuration {
    /// What the configuration asks for and this version does not do, one sentence each.
    ///
    /// Nobody may rely on an alarm that never rings: `check` and `serve` say these out loud.
    public var unhonoured: [String] {
        var sentences: [String] = []
        for section in routes where !section.effects.isEmpty {
            sentences.append("effects on route \(section.route.name): no rows are compared")
        }
        return sentences
    }
}

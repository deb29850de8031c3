import Comparisons
import ControlPlane
import Rollouts

extension Rule {
    init(_ section: RuleSection) throws(RuleError) {
        let effect: Effect
        switch section.effect {
        case .ignore: effect = .ignore
        case .accept: effect = .accept
        case .type: effect = .type
        case .pattern(let text): effect = .pattern(try PatternText(parsing: text))
        case .tolerance(.absolute(let number)): effect = .tolerance(try Tolerance(parsing: "\(number)"))
        case .tolerance(.relative(let share)): effect = .tolerance(try Tolerance(parsing: "\(share * 100)%"))
        case .tolerance(.time(let duration)):
            effect = .tolerance(try Tolerance(parsing: "\(duration.wholeMilliseconds)ms"))
        case .timestamp: effect = .timestamp
        case .unordered: effect = .unordered
        case .keyedBy(let member): effect = .keyedBy(member)
        case .nullEqualsMissing: effect = .nullEqualsMissing
        case .emptyEqualsNull: effect = .emptyEqualsNull
        case .caseInsensitive: effect = .caseInsensitive
        case .trimmed: effect = .trimmed
        case .rename(let location): effect = .rename(to: location)
        }
        self.init(at: section.at, effect: effect, reason: section.reason, owner: section.owner, until: section.until)
    }
}

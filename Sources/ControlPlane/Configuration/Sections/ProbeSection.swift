import Rollouts

/// An SQL check of an invariant.
public struct ProbeSection: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    public var name: String
    /// The URL of a PostgreSQL database. It may hold a password, and is kept out of every description.
    public var database: String
    /// Gives one number.
    public var sql: String
    public var expectation: Expectation
    /// How often it is run.
    public var interval: Duration

    public init(name: String, database: String, sql: String, expectation: Expectation, interval: Duration) {
        self.name = name
        self.database = database
        self.sql = sql
        self.expectation = expectation
        self.interval = interval
    }

    public var description: String { "probe \(name)" }
    public var customMirror: Mirror { Mirror(self, children: ["name": name, "sql": sql, "expect": expectation]) }

    /// What the number must be, such as `value <= 10`.
    public struct Expectation: Sendable, Hashable, CustomStringConvertible {
        public enum Relation: String, Sendable, CaseIterable {
            case atMost = "<="
            case less = "<"
            case atLeast = ">="
            case more = ">"
            case equal = "=="
            case different = "!="
        }

        public var relation: Relation
        public var limit: Double

        public init(relation: Relation, limit: Double) {
            self.relation = relation
            self.limit = limit
        }

        public var description: String { "value \(relation.rawValue) \(DecimalText.describe(limit, decimals: 6))" }

        /// Whether a value is what was expected.
        public func holds(for value: Double) -> Bool {
            switch relation {
            case .atMost: value <= limit
            case .less: value < limit
            case .atLeast: value >= limit
            case .more: value > limit
            case .equal: value == limit
            case .different: value != limit
            }
        }
    }

    static func readAll(_ field: ConfigurationField) -> [ProbeSection] {
        var names: Set<String> = []
        return field.list { item in
            item.mapping { reader in
                let name = reader.require("name") { $0.probeName(among: &names) }
                let database = reader.require("database") { $0.databaseURL() }
                let sql = reader.require("sql") { $0.query() }
                let expectation = reader.require("expect") { $0.expectation() }
                let interval = reader.optional("every") { $0.duration(.seconds(1) ... .seconds(7 * 86_400)) }
                guard let name, let database, let sql, let expectation else { return nil }
                return ProbeSection(
                    name: name, database: database, sql: sql, expectation: expectation,
                    interval: interval ?? .seconds(300))
            }
        }
    }
}

extension ConfigurationField {
    /// A name of its own, also in conditions.
    fileprivate func probeName(among names: inout Set<String>) -> String? {
        guard let name = uniqueName(among: &names, of: "probes") else { return nil }
        guard !Condition.reservedNames.contains(name) else {
            return fail("'\(name)' has another meaning in conditions", suggestion: "choose another name")
        }
        return name
    }

    /// `value <= 10`, with any of the relations.
    fileprivate func expectation() -> ProbeSection.Expectation? {
        let what = "an expectation such as value <= 10"
        guard let text = text(what) else { return nil }
        guard text.hasPrefix("value") else { return expected(what) }
        let rest = text.dropFirst(5).drop { $0 == " " }
        let sign = rest.prefix { "<>=!".contains($0) }
        let number = rest.dropFirst(sign.count).drop { $0 == " " }
        let isNegative = number.hasPrefix("-")
        guard let relation = ProbeSection.Expectation.Relation(rawValue: sign == "=" ? "==" : String(sign)),
            let limit = DecimalText.parse(isNegative ? number.dropFirst() : number)
        else { return expected(what) }
        return ProbeSection.Expectation(relation: relation, limit: isNegative ? -limit : limit)
    }
}

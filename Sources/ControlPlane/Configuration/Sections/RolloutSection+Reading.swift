import Rollouts
import Traffic

extension RolloutSection {
    /// What a rollout may refer to.
    struct Context {
        var routes: [RouteSection]
        /// Also of routes and probes that something is wrong with, which is said where they stand.
        var routeNames: Set<String>
        var probeNames: Set<String>
        /// The rollout that covers a route, by the route's name.
        var coveredBy: [String: String] = [:]
        var features: Set<String> = []
    }

    static func readAll(_ field: ConfigurationField, context: Context) -> [RolloutSection] {
        var context = context
        return field.list { item in item.mapping { read($0, line: item.position.line, context: &context) } }
    }

    private static func read(_ reader: ConfigurationReader, line: Int, context: inout Context) -> RolloutSection? {
        let feature = reader.require("feature") { $0.uniqueName(among: &context.features, of: "rollouts") }
        var policy = RolloutPolicy(feature: feature ?? "", routes: [])
        policy.routes = readRoutes(reader, feature: policy.feature, context: &context)
        reader.read("enabled", into: &policy.isEnabled) { $0.boolean() }
        reader.read("rolloutPercentage", into: &policy.percentage) { $0.percentage() }
        policy.userWhitelist = Set(reader.list("userWhitelist") { $0.name("a user") })
        if let operations = reader.field("operations") {
            readOperations(operations, into: &policy, routes: context.routes)
        }
        reader.read("salt", into: &policy.salt) { $0.text() }
        policy.isSticky = reader.optional("assignment") { $0.choice(Assignment.self) } != .random

        var rollout = RolloutSection(policy: policy, line: line)
        reader.read("stages", into: &rollout.stages) { $0.stages() }
        let promotionField = reader.field("promotion")
        rollout.promotion = promotionField?.choice() ?? .manual
        reader.read("evaluateEvery", into: &rollout.evaluationInterval) {
            $0.duration(.seconds(1) ... .seconds(86_400))
        }
        rollout.freezes = reader.list("freeze") { $0.freezeWindow() }
        let gateField = reader.field("gate")
        if let (gate, probes) = gateField.flatMap({ GateReading.read($0, probeNames: context.probeNames) }) {
            rollout.gate = gate
            rollout.probes = probes
        }
        let probeNames = context.probeNames
        rollout.rollbackConditions = reader.list("rollbackWhen") { WindowedCondition.read($0, probes: probeNames) }
        if rollout.promotion == .automatic, gateField == nil {
            promotionField?.fail("an automatic promotion needs a gate", suggestion: "add 'gate:', or write 'manual'")
        }
        return feature == nil ? nil : rollout
    }

    private static func readRoutes(
        _ reader: ConfigurationReader,
        feature: String,
        context: inout Context
    ) -> [String] {
        guard let field = reader.field("routes") else {
            reader.fail("'routes' is missing")
            return []
        }
        var isEmpty = true
        let routes = field.list { item -> String? in
            isEmpty = false
            guard let name = item.name("the name of a route") else { return nil }
            guard context.routeNames.contains(name) else {
                let nearest = NearestName.suggestion(for: name, among: context.routeNames.sorted())
                return item.fail(
                    "there is no route '\(name)'",
                    suggestion: nearest.map { "did you mean '\($0)'?" } ?? "name it under the configuration's 'routes'")
            }
            if let other = context.coveredBy.updateValue(feature, forKey: name) {
                let isSame = other == feature
                return item.fail(
                    isSame ? "route '\(name)' is named twice" : "rollout '\(other)' covers route '\(name)' already",
                    suggestion: isSame ? nil : "one rollout a route")
            }
            return name
        }
        if isEmpty, field.isNull || field.itemCount == 0 {
            field.fail("a rollout covers one route at least")
        }
        return routes
    }

    /// On an isolated route the candidate's database is a shadow: what was written there would be lost.
    private static func readOperations(
        _ field: ConfigurationField,
        into policy: inout RolloutPolicy,
        routes: [RouteSection]
    ) {
        var operations = policy.operations
        let covered = policy.routes
        let _: Void? = field.mapping { reader in
            reader.read("read", into: &operations.read) { $0.boolean() }
            reader.read("write", into: &operations.write) { write in
                guard let isOn = write.boolean() else { return nil }
                guard isOn,
                    let isolated = routes.first(where: {
                        covered.contains($0.route.name) && $0.route.writes == .isolated
                    })
                else { return isOn }
                return write.fail(
                    "route '\(isolated.route.name)' is isolated: a promoted write would be lost with the shadow database",
                    suggestion: "write 'writes: dryRun' there, or false here")
            }
            return ()
        }
        policy.operations = operations
    }
}

extension ConfigurationField {
    fileprivate func stages() -> Stages? {
        let count = itemCount
        let percentages = list { $0.percentage() }
        guard let count, percentages.count == count else { return nil }
        guard let stages = Stages(percentages) else {
            let text = percentages.map { DecimalText.describe($0) }.joined(separator: ", ")
            return fail("[\(text)] does not ascend from stage to stage", suggestion: "such as [0, 1, 10, 25, 50, 100]")
        }
        return stages
    }
}

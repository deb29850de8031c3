public import Traffic

/// A route with what holds for its comparison.
public struct RouteSection: Sendable, Hashable {
    public var route: Route
    public var rules: [RuleSection]
    public var effects: [EffectSection]
    /// The line of the file it stands on.
    public var line: Int

    public init(route: Route, rules: [RuleSection] = [], effects: [EffectSection] = [], line: Int) {
        self.route = route
        self.rules = rules
        self.effects = effects
        self.line = line
    }

    static func readAll(_ field: ConfigurationField) -> [RouteSection] {
        var routes: [RouteSection] = []
        return field.list { item in
            guard let section = read(item, before: routes) else { return nil }
            routes.append(section)
            return section
        }
    }

    private static func read(_ field: ConfigurationField, before: [RouteSection]) -> RouteSection? {
        field.mapping { reader in
            let name = reader.require("name") { $0.routeName(taken: before) }
            let path = reader.require("path") { $0.pathPattern() }
            var route = Route(name: name ?? "", path: path ?? .anything)
            route.methods = Set(reader.list("methods") { $0.method() })
            route.operation = reader.optional("operation") { $0.choice() }
            reader.read("mirror", into: &route.isMirrored) { $0.boolean() }
            reader.read("writes", into: &route.writes) { $0.choice() }
            route.userKeys = reader.list("user") { item in
                path == nil ? nil : item.userKey(captures: route.path.captureNames)
            }
            let rules = reader.list("rules") { RuleSection.read($0) }.flatMap(\.self)
            let effectsField = reader.field("effects")
            let effects = effectsField?.list { EffectSection.read($0) } ?? []
            if !effects.isEmpty, route.writes != .isolated {
                effectsField?.fail("effects are compared between two databases", suggestion: "write 'writes: isolated'")
            }
            // A route whose name is right is kept even where more is wrong with it, so that a rollout may refer to it.
            guard name != nil else { return nil }
            if path != nil, let first = before.first(where: { $0.route.takesEverything(of: route) }) {
                reader.fail("no request gets here: route '\(first.route.name)' on line \(first.line) takes them all")
            }
            return RouteSection(route: route, rules: rules, effects: effects, line: field.position.line)
        }
    }
}

extension Route {
    /// Whether every request that fits another route fits this one, as far as equal shapes tell.
    fileprivate func takesEverything(of other: Route) -> Bool {
        func shape(_ path: PathPattern) -> [PathPattern.Segment] {
            path.segments.map { if case .capture = $0 { .capture(name: "") } else { $0 } }
        }
        let takesMethods = methods.isEmpty || (!other.methods.isEmpty && methods.isSuperset(of: other.methods))
        return takesMethods && (path.segments == [.rest] || shape(path) == shape(other.path))
    }
}

extension ConfigurationField {
    fileprivate func routeName(taken: [RouteSection]) -> String? {
        guard let name = name("a name") else { return nil }
        guard name != Route.unmatchedName else { return fail("'\(name)' is what unmatched requests are counted under") }
        if let other = taken.first(where: { $0.route.name == name }) {
            return fail("two routes are named '\(name)'", suggestion: "the other one is on line \(other.line)")
        }
        return name
    }

    fileprivate func method() -> String? {
        guard let text = text("a method such as GET") else { return nil }
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && ($0.isLetter || "-_".contains($0)) }) else {
            return expected("a method such as GET")
        }
        guard text == text.uppercased() else {
            return expected("a method such as GET", suggestion: "did you mean '\(text.uppercased())'?")
        }
        guard text != "CONNECT", text != "TRACE" else { return fail("\(text) is never forwarded") }
        return text
    }
}

import Rollouts
import Traffic

extension ConfigurationField {
    /// Where answers and their effects stand.
    static let answerRoots = ["status", "headers", "body", "trailers", "effects"]
    /// What can be read off a request.
    private static let requestRoots = ["path", "query", "headers", "cookies", "jwt", "body"]

    /// A path of a route.
    func pathPattern() -> PathPattern? {
        guard let text = text("a path such as /functions/context/{name}") else { return nil }
        do {
            return try PathPattern(parsing: text)
        } catch {
            return fail("'\(text)' is no path: \(error)")
        }
    }

    /// A location in a request that can tell one user from another.
    ///
    /// - Parameter captures: The names of the segments that the route's path captures.
    func userKey(captures: [String]) -> Location? {
        guard let location = location() else { return nil }
        let segments = location.segments
        guard segments.first == "request" else {
            let suggestion =
                segments.first.map { Self.requestRoots.contains($0) } == true
                ? "did you mean '/request\(location)'?" : nil
            return fail("'\(location)' is not in the request", suggestion: suggestion ?? "as in /request/query/user_id")
        }
        guard segments.count >= 3, Self.requestRoots.contains(segments[1]), !segments[2].isEmpty else {
            let nearest = segments.count > 1 ? NearestName.suggestion(for: segments[1], among: Self.requestRoots) : nil
            return fail(
                "'\(location)' names no value of a request",
                suggestion: nearest.flatMap { $0 == segments[1] ? nil : "did you mean '/request/\($0)'?" }
                    ?? "/request/{\(Self.requestRoots.joined(separator: ","))}/NAME")
        }
        guard !segments.contains(where: { $0 == "*" || $0 == "**" }) else {
            return fail("'\(location)' must name one value, without '*'")
        }
        if segments[1] == "path", !captures.contains(segments[2]) {
            let known =
                captures.isEmpty ? "the route's path has no {name}" : "one of \(captures.joined(separator: ", "))"
            return fail("the route's path captures no '\(segments[2])'", suggestion: known)
        }
        return isHeaderLowerCase(segments.dropFirst()) ? location : nil
    }

    /// A pattern of locations in answers: where a rule holds.
    func answerPattern() -> LocationPattern? {
        pattern(roots: Self.answerRoots)
    }

    /// A pattern of locations in answers and requests: what is redacted.
    func redactedPattern() -> LocationPattern? {
        pattern(roots: Self.answerRoots + ["request"])
    }

    private func location() -> Location? {
        guard let text = text("a location such as /request/query/user_id") else { return nil }
        do {
            return try Location(parsing: text)
        } catch {
            return fail(error.description)
        }
    }

    private func pattern(roots: [String]) -> LocationPattern? {
        guard let text = text("a location such as /body/customers/*/email") else { return nil }
        let pattern: LocationPattern
        do {
            pattern = try LocationPattern(parsing: text)
        } catch {
            return fail(error.description)
        }
        guard case .literal(let root)? = pattern.segments.first else {
            return pattern.segments.isEmpty ? fail("'' is the whole answer", suggestion: "name a part of it") : pattern
        }
        guard roots.contains(root) else {
            let known = roots.map { "/\($0)" }
            return fail(
                "'\(text)' is nowhere in an exchange",
                suggestion: NearestName.suggestion(for: "/\(root)", among: known).map { "did you mean '\($0)'?" }
                    ?? "it begins with one of \(known.joined(separator: ", "))")
        }
        let literals = pattern.segments.map { if case .literal(let text) = $0 { text } else { "*" } }
        let isRequest = root == "request"
        return isHeaderLowerCase(isRequest ? literals.dropFirst() : literals[...]) ? pattern : nil
    }

    /// In locations the names of header fields are in lower case; another spelling would never fit.
    private func isHeaderLowerCase(_ segments: ArraySlice<String>) -> Bool {
        guard segments.first == "headers" || segments.first == "trailers",
            let name = segments.dropFirst().first, name != name.lowercased()
        else { return true }
        fail("header names are in lower case in a location", suggestion: "write '\(name.lowercased())'")
        return false
    }
}

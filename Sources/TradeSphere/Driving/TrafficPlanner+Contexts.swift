/// The reads.
extension TrafficPlanner {
    // MARK: Well-formed

    /// By the name that a row has by now.
    mutating func drawByName() -> Draft? {
        guard let (row, name) = namedRow() else { return nil }
        let question = ContextQuestion(name: name, userID: row.userID, sessionID: optionalSession(row))
        guard let found = legacy.recent(name: name, userID: row.userID),
            let candidates = guide.recent(name: name, userID: row.userID)
        else { return nil }
        let answer = PredictedAnswer.context(question, found)
        let other = PredictedAnswer.context(question, candidates)
        guard ExpectedDifference.between(answer, other).isEmpty else { return nil }
        return Draft(connection(of: row), "GET", target(question, customerID: nil), both: answer)
    }

    /// With the customer's identifier, which legacy does not look at.
    mutating func drawLinked() -> Draft? {
        guard let row = linkedRow(), let customerID = row.customerID, let name = row.name, isSegment(name) else {
            return nil
        }
        let question = ContextQuestion(name: name, userID: row.userID, sessionID: optionalSession(row))
        guard let found = legacy.recent(name: name, userID: row.userID),
            let history = guide.history(customerID: customerID, sessionID: question.sessionID)
        else { return nil }
        return Draft(
            connection(of: row), "GET", target(question, customerID: customerID),
            legacy: .context(question, found), asWritten: .rawHistory(history))
    }

    mutating func drawUnknownName() -> Draft {
        let names = ["Nobody \(token())", "\(token())", "Ren\u{E9} \(token())", "O'\(token())", "\u{1F333} \(token())"]
        let question = ContextQuestion(name: generator.pick(names), userID: anyUser(), sessionID: newSession())
        return Draft(anyConnection(), "GET", target(question, customerID: nil), both: .context(question, []))
    }

    // MARK: Faulty

    mutating func drawWithoutUser(linked: Bool) -> Draft? {
        guard let row = linkedRow(), let customerID = row.customerID, let name = row.name, isSegment(name) else {
            return nil
        }
        let failure = PredictedAnswer.contextFailure("User ID is required")
        let sessionID = newSession()
        let path = "\(Self.contextPath)/\(PathSegment.encoded(name))?session_id=\(sessionID)"
        guard linked else { return Draft(connection(of: row), "GET", path, both: failure) }
        guard let history = guide.history(customerID: customerID, sessionID: sessionID) else { return nil }
        return Draft(
            connection(of: row), "GET", "\(path)&customer_id=\(customerID)", legacy: failure,
            asWritten: .rawHistory(history))
    }

    mutating func drawMalformedUser() -> Draft? {
        let userID = "user-\(token(6))"
        let path = "\(Self.contextPath)/\(PathSegment.encoded("Ann \(token(4))"))?user_id=\(userID)"
        return Draft(
            anyConnection(), "GET", path,
            both: .contextFailure("invalid input syntax for type uuid: \"\(userID)\""))
    }

    /// A name that cannot be decoded: not UTF-8, or an incomplete escape.
    mutating func drawMalformedName(linked: Bool) -> Draft? {
        let segment = "\(token(5))\(generator.pick(["%E0%A4%A", "%", "%zz", "%C3%28", "%F0%9F%98"]))"
        let failure = PredictedAnswer.contextFailure("URI malformed")
        let path = "\(Self.contextPath)/\(segment)?user_id=\(anyUser())"
        guard linked else { return Draft(anyConnection(), "GET", path, both: failure) }
        guard let row = linkedRow(), let customerID = row.customerID,
            let history = guide.history(customerID: customerID, sessionID: nil)
        else { return nil }
        return Draft(
            connection(of: row), "GET", "\(path)&customer_id=\(customerID)", legacy: failure,
            asWritten: .rawHistory(history))
    }

    mutating func drawWithoutName() -> Draft? {
        let path = generator.pick([Self.contextPath, Self.contextPath + "/", Self.contextPath + "/Ann/"])
        return Draft(
            anyConnection(), "GET", "\(path)?user_id=\(anyUser())&session_id=\(newSession())",
            both: .contextFailure("Customer name is required"))
    }

    mutating func drawMalformedCustomer() -> Draft? {
        guard let (row, name) = namedRow() else { return nil }
        let question = ContextQuestion(name: name, userID: row.userID, sessionID: optionalSession(row))
        guard let found = legacy.recent(name: name, userID: row.userID) else { return nil }
        let customerID = generator.pick(["\(token(8))", "\(generator.below(100_000))", "undefined", "null"])
        return Draft(
            connection(of: row), "GET", target(question, customerID: customerID),
            legacy: .context(question, found), asWritten: .contextFailure("Failed to fetch conversation history"))
    }

    // MARK: Parts

    /// Any row with a name that can be asked for.
    private mutating func namedRow() -> (row: ConversationWorld.Row, name: String)? {
        guard !legacy.rows.isEmpty else { return nil }
        let row = generator.pick(legacy.rows)
        guard let name = row.name, isSegment(name), !row.userID.isEmpty else { return nil }
        return (row, name)
    }

    private mutating func linkedRow() -> ConversationWorld.Row? {
        guard !subjects.linkedRows.isEmpty else { return nil }
        let row = legacy.rows[generator.pick(subjects.linkedRows)]
        return row.userID.isEmpty ? nil : row
    }

    /// Whether a name can stand in a path and come back as itself.
    private func isSegment(_ name: String) -> Bool {
        !name.isEmpty && name != "customer-context" && name != "." && name != ".."
    }

    /// Mostly the session that the client has just begun, now and then none or an old one.
    private mutating func optionalSession(_ row: ConversationWorld.Row) -> String? {
        switch generator.below(100) {
        case 0..<25: nil
        case 25..<45: row.sessionID
        default: newSession()
        }
    }

    private mutating func target(_ question: ContextQuestion, customerID: String?) -> String {
        var parameters = ["user_id=\(question.userID)"]
        if let sessionID = question.sessionID {
            parameters.append("session_id=\(sessionID)")
        } else if generator.chance(30) {
            parameters.append("session_id=")
        }
        if let customerID { parameters.append("customer_id=\(customerID)") }
        if generator.chance(50) { parameters.reverse() }
        let style = generator.pick(PathSegment.Style.allCases)
        return "\(Self.contextPath)/\(PathSegment.encoded(question.name, style))?\(parameters.joined(separator: "&"))"
    }

    func connection(of row: ConversationWorld.Row) -> Int {
        groups.connection(of: groups.groupOfRow[subjects.places[row.id] ?? 0])
    }
}

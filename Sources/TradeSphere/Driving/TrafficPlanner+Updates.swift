/// The writes.
extension TrafficPlanner {
    // MARK: Well-formed

    /// A write to a session, by its user or by a colleague.
    mutating func drawUpdate(of holdings: [TrafficSubjects.Holding], isForeign: Bool) -> Draft? {
        guard !holdings.isEmpty else { return nil }
        let holding = generator.pick(holdings)
        guard var question = question(holding) else { return nil }
        if isForeign {
            let colleagues = data.users.filter { $0.companyID == holding.companyID && $0.id != holding.userID }
            guard !colleagues.isEmpty else { return nil }
            question.userID = generator.pick(colleagues).id
        }
        return apply(question, connection(of: legacy.rows[holding.row]))
    }

    mutating func drawUnknownSession() -> Draft? {
        let question = UpdateQuestion(
            sessionID: newSession(), userID: anyUser(), name: "Nobody \(token())", address: nil,
            email: "\(token())@mail.example", phone: newPhone())
        return apply(question, anyConnection())
    }

    /// Lets a write take effect on both sides, and says what both answer.
    private mutating func apply(_ question: UpdateQuestion, _ connection: Int) -> Draft {
        let other = asWritten(question)
        legacy.update(question)
        return Draft(
            connection, "POST", Self.updatePath, body: question.body, legacy: .updated(question), asWritten: other)
    }

    /// What the guide's code does with a write: a linked session of one row goes to the repository, whoever asks, and ends
    /// there; everything else is legacy's code.
    private mutating func asWritten(_ question: UpdateQuestion) -> PredictedAnswer {
        let rows = guide.session(question.sessionID)
        guard rows.count == 1, rows[0].isLinked else {
            guide.update(question)
            return .updated(question)
        }
        guard repaired.contains(.updatesPassedAsCompany) else { return .updateFailure("Failed to update customer") }
        if let customerID = rows[0].customerID, subjects.deletedCustomers.contains(customerID) {
            return .updateFailure("Customer not found: \(customerID)")
        }
        return repaired.contains(.updateReturnsNothing) ? .updated(question) : .nothingReturned
    }

    // MARK: Faulty

    mutating func drawMalformedUserUpdate() -> Draft? {
        let userID = "user-\(token(6))"
        let question = UpdateQuestion(sessionID: newSession(), userID: userID, name: "Ann \(token(4))")
        return Draft(
            anyConnection(), "POST", Self.updatePath, body: question.body,
            both: .updateFailure("invalid input syntax for type uuid: \"\(userID)\""))
    }

    mutating func drawMalformedBody() -> Draft? {
        let body = generator.pick([
            "{\"sessionId\":\"\(newSession())\",\"customerName\":\"\(token(4))", "customerName=\(token(8))",
            "{'sessionId': '\(token(8))'}", "[\"\(token(8))\",]", "\u{FEFF}{\"sessionId\":\"\(token(8))\"}", "null",
            "{\"sessionId\":\"\(token(8))\",\"customerName\":\"\\x\"}", "\"\(token(8))\"",
            "\(generator.below(1_000_000))",
        ])
        return faulty(body)
    }

    mutating func drawMissingField() -> Draft? {
        var members: [JSONValue.Member] = [
            .init("sessionId", .string(newSession())), .init("customerName", .string("Ann \(token(4))")),
            .init("userId", .string(anyUser())), .init("customerEmail", .string("\(token(6))@mail.example")),
        ]
        let missing = generator.below(3)
        let falsy: [JSONValue] = [.null, .string(""), .boolean(false), .number(0)]
        if generator.chance(50) {
            members.remove(at: missing)
        } else {
            members[missing] = .init(members[missing].key, generator.pick(falsy))
        }
        return faulty(JSONValue.object(members).serialized)
    }

    /// A body that does not get past the function's own checks.
    private mutating func faulty(_ body: String) -> Draft {
        var details = "Missing required fields: sessionId, customerName, userId"
        do {
            if case .null = try JSONParser.parse(body) {
                details = "Cannot destructure property 'sessionId' of 'JSON.parse(...)' as it is null."
            }
        } catch {
            details = "\(error)"
        }
        return Draft(anyConnection(), "POST", Self.updatePath, body: body, both: .updateFailure(details))
    }

    // MARK: Other methods

    mutating func drawPreflight(isContext: Bool) -> Draft? {
        Draft(anyConnection(), "OPTIONS", anyTarget(isContext), both: .preflight)
    }

    mutating func drawWrongMethod(isContext: Bool) -> Draft? {
        let method = generator.pick(["PUT", "DELETE", "PATCH", isContext ? "POST" : "GET"])
        let body = method == "DELETE" || method == "GET" ? nil : "{\"customerName\":\"\(token(6))\"}"
        return Draft(anyConnection(), method, anyTarget(isContext), body: body, both: .methodNotAllowed)
    }

    private mutating func anyTarget(_ isContext: Bool) -> String {
        isContext
            ? "\(Self.contextPath)/\(PathSegment.encoded("Ann \(token(6))"))?user_id=\(anyUser())" : Self.updatePath
    }

    // MARK: Parts

    /// New data for a session: mostly what is known already, some of it omitted or new.
    private mutating func question(_ holding: TrafficSubjects.Holding) -> UpdateQuestion? {
        let row = legacy.rows[holding.row]
        guard let name = newName(of: row, holding) else { return nil }
        var question = UpdateQuestion(sessionID: holding.sessionID, userID: holding.userID, name: name)
        question.address = value(
            row.address, new: "\(1 + generator.below(999)) \(word(6)) Street", "customerAddress",
            &question)
        question.email = value(row.email, new: "\(token())@mail.example", "customerEmail", &question)
        question.phone = value(row.phone, new: newPhone(), "customerPhone", &question)
        return question
    }

    private mutating func value(
        _ known: String?, new: String, _ field: String, _ question: inout UpdateQuestion
    ) -> String? {
        switch generator.below(100) {
        case 0..<12: return nil
        case 12..<16:
            question.blankFields.append(field)
            return nil
        case 16..<45:
            guard let known, !known.isEmpty else { return nil }
            return known
        default: return new
        }
    }

    /// The row's name, now and then with a further word or outer blanks. A name that the database could take for one of
    /// another group of customers is not used, since the other group's requests go over another connection.
    private mutating func newName(of row: ConversationWorld.Row, _ holding: TrafficSubjects.Holding) -> String? {
        let group = groups.groupOfRow[holding.row]
        guard let known = row.name, MatchingKey.name(known) != nil else {
            let name = "\(word(6)) \(word(8))"
            return groups.claim(name, companyID: row.companyID, group: group) ? name : nil
        }
        switch generator.below(100) {
        case 0..<18:
            let name = "\(known.prefix(120)) \(word(7))"
            return groups.claim(name, companyID: row.companyID, group: group) ? name : nil
        case 18..<24: return known.utf8.count < 200 ? " \(known) " : known
        default: return known
        }
    }
}

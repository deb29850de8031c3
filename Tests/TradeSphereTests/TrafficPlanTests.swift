import Testing

@testable import TradeSphere

@Suite("Traffic plan")
struct TrafficPlanTests {
    private static let seed = SeedPlan(customers: 500, conversations: 5000, seed: 1)
    private static let data = TrafficData(seed)
    private static let plan = TrafficPlan(data: data, count: 3000, connectionCount: 16, seed: 1)

    @Test("the same rows and seed give the same requests, another seed gives others")
    func deterministic() {
        let small = TrafficData(SeedPlan(customers: 60, conversations: 300, seed: 3))
        func lines(_ seed: UInt64) -> [String] {
            TrafficPlan(data: small, count: 200, connectionCount: 4, seed: seed).requests
                .map { "\($0.connection) \($0.method) \($0.target) \($0.headers.count) \($0.body ?? "")" }
        }
        #expect(lines(5) == lines(5))
        #expect(lines(5) != lines(6))
    }

    @Test("3000 requests hold enough distinct ones for every route's evidence")
    func distinct() {
        let byRoute = Dictionary(grouping: Self.plan.requests, by: \.route)
            .mapValues { Set($0.map { "\($0.method) \($0.target) \($0.body ?? "")" }).count }
        #expect(byRoute["customer-context", default: 0] >= 1200)
        #expect(byRoute["customer-update", default: 0] >= 600)
    }

    @Test("every kind of request occurs", arguments: RequestKind.allCases)
    func kinds(kind: RequestKind) {
        #expect(Self.plan.requests.contains { $0.kind == kind })
    }

    @Test("every connection has its share")
    func balance() {
        let loads = Dictionary(grouping: Self.plan.requests, by: \.connection).mapValues(\.count)
        #expect(loads.count == 16)
        #expect(loads.values.allSatisfy { (90...330).contains($0) }, "\(loads)")
    }

    @Test("everything that concerns one session or one name of a user is on one connection")
    func sessions() throws {
        var connections: [ExactText: Int] = [:]
        func check(_ subject: String, _ request: PlannedRequest) {
            let known = connections.updateValue(request.connection, forKey: ExactText(subject))
            #expect(known == nil || known == request.connection, "\(subject)")
        }
        for request in Self.plan.requests where request.legacy.status == 200 {
            if let body = request.body, request.kind != .updateUnknownSession {
                let members = try JSONParser.parse(body)
                check("session \(members["sessionId"]?.stringified ?? "")", request)
                check(
                    "name \(members["userId"]?.stringified ?? "") \(members["customerName"]?.stringified ?? "")",
                    request)
            } else if [.contextByName, .contextLinked, .contextMalformedCustomer].contains(request.kind),
                let name = request.legacy.body?["customerName"]?.stringified,
                let userID = request.legacy.body?["contextMetadata"]?["userId"]?.stringified
            {
                check("name \(userID) \(name)", request)
            }
        }
        #expect(connections.count > 500)
    }

    @Test("customers that the database could take for each other share a group")
    func groups() {
        let groups = CustomerGroups(Self.data, connectionCount: 16)
        var owners: [ExactText: Int] = [:]
        for (place, row) in Self.data.rows.enumerated() {
            let keys = [MatchingKey.email(row.email), MatchingKey.phone(row.phone), MatchingKey.name(row.name)]
            for (index, key) in keys.enumerated() {
                guard let key else { continue }
                let known = owners.updateValue(
                    groups.groupOfRow[place], forKey: ExactText("\(row.companyID) \(index) \(key)"))
                #expect(known == nil || known == groups.groupOfRow[place])
            }
        }
        let sizes = Dictionary(grouping: groups.groupOfRow, by: { $0 }).mapValues(\.count)
        #expect(sizes.count > 16 * 4)
        #expect((sizes.values.max() ?? 0) < Self.data.rows.count / 8)
    }

    @Test("a new name is refused where another group's customer is too like it")
    func claims() {
        var groups = CustomerGroups(Self.data, connectionCount: 4)
        let row = Self.data.rows.firstIndex { $0.name == "Tilda Tie" } ?? 0
        let company = Self.data.rows[row].companyID
        let own = groups.groupOfRow[row]
        #expect(groups.claim("Tilda Tie Tilda", companyID: company, group: own) == true)
        #expect(groups.claim("tie tilda", companyID: company, group: own + 1_000_000) == false)
        #expect(groups.claim("tie tilda", companyID: "another company", group: own + 1_000_000) == true)
    }

    @Test(
        "the likeness of two names is that of pg_trgm",
        arguments: [
            ("John Smith", "Smith John", 1.0), ("John Smith", "John Smith Jr", 0.846154),
            ("John Smith", "Jon Smith", 0.615385),
            ("Mar\u{ED}a Garc\u{ED}a", "Maria Garcia", 0.411765), ("\u{1F642}", "\u{1F642}", 0),
        ])
    func likeness(left: String, right: String, expected: Double) {
        let found = MatchingKey.likeness(MatchingKey.trigrams(left), MatchingKey.trigrams(right))
        #expect(abs(found - expected) < 0.0001, "\(found)")
    }

    @Test("what is expected adds up from the requests, each with the trap that explains it")
    func expectations() {
        let expected = TrafficExpectation.list(of: Self.plan.requests)
        func count(_ route: String, _ at: String, _ kind: ExpectedDifference.Kind) -> Int {
            expected.first { $0.route == route && $0.difference == ExpectedDifference(at: at, kind: kind) }?.count ?? 0
        }
        func sent(_ kinds: RequestKind...) -> Int { Self.plan.requests.count { kinds.contains($0.kind) } }
        #expect(
            count("customer-context", "/body/customerDetails", .missing)
                == sent(.contextLinked, .contextMalformedCustomer))
        #expect(
            count("customer-context", "/headers/access-control-allow-origin", .missing)
                == sent(.contextLinked, .contextLinkedWithoutUser, .contextLinkedMalformedName))
        #expect(
            count("customer-context", "/headers/x-records-found", .missing)
                == sent(.contextLinked, .contextMalformedCustomer))
        #expect(
            count("customer-context", "/status", .changed)
                == sent(.contextLinkedWithoutUser, .contextLinkedMalformedName, .contextMalformedCustomer))
        #expect(
            count("customer-update", "/status", .changed)
                >= sent(.updateLinkedSingleRow, .updateForeignUser))
        #expect(expected.first { $0.difference.at == "/body/conversationHistory/*/text" }?.traps == [.rawRows])
        #expect(
            expected.first { $0.difference.at == "/headers/access-control-allow-origin" }?.traps == [
                .crossOriginHeadersMissing
            ])
        #expect(!expected.contains { $0.route == "customer-context-without-name" })
    }

    @Test("no difference is expected of reads by name, of faulty requests and of other methods")
    func harmless() {
        let harmless: Set<RequestKind> = [
            .contextByName, .contextUnknownName, .contextWithoutUser, .contextMalformedUser, .contextMalformedName,
            .contextWithoutName, .contextPreflight, .contextWrongMethod, .updateSeveralRows, .updateUnknownSession,
            .updateMalformedUser, .updateMalformedBody, .updateMissingField, .updatePreflight, .updateWrongMethod,
        ]
        #expect(Self.plan.requests.allSatisfy { !harmless.contains($0.kind) || $0.differences.isEmpty })
    }

    @Test("a text comes back from its segment in every style")
    func segments() throws {
        for name in SeedNames.special {
            for style in PathSegment.Style.allCases {
                let decoded = try PercentEncoding.decodedComponent(PathSegment.encoded(name, style))
                #expect(ECMAScriptText.areIdentical(decoded, name))
            }
        }
    }
}

@Suite("Expected differences")
struct ExpectedDifferenceTests {
    private func between(_ left: String, _ right: String) throws -> Set<String> {
        func answer(_ body: String) throws -> PredictedAnswer {
            PredictedAnswer(status: 200, headers: [], body: try JSONParser.parse(body))
        }
        return Set(ExpectedDifference.between(try answer(left), try answer(right)).map { "\($0.kind) \($0.at)" })
    }

    @Test(
        "two bodies differ where they differ",
        arguments: [
            (#"{"a":1}"#, #"{"a":1}"#, []), (#"{"a":1}"#, #"{"a":2}"#, ["changed /body/a"]),
            (#"{"a":null}"#, #"{"a":"x"}"#, ["typeChanged /body/a"]), (#"{"a":{"b":1}}"#, "{}", ["missing /body/a"]),
            ("{}", #"{"a":[1]}"#, ["added /body/a"]),
            (
                #"{"a":[{"x":1},{"x":1}]}"#, #"{"a":[{"y":1}]}"#,
                ["missing /body/a/*/x", "added /body/a/*/y", "missing /body/a/*"]
            ),
            (#"{"a":[]}"#, #"{"a":[{"y":1}]}"#, ["added /body/a/*"]),
            (#"{"a":"é"}"#, "{\"a\":\"e\u{301}\"}", ["changed /body/a"]),
        ] as [(String, String, Set<String>)])
    func places(left: String, right: String, expected: Set<String>) throws {
        #expect(try between(left, right) == expected)
    }
}

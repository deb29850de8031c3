/// Draws requests one after the other and keeps account of what they do on either side.
///
/// A request whose answers the sender cannot know is not drawn: a read whose order is the database's choice, and a read by
/// name of what a failed write of the candidate has left different on its side. (That the candidate's data went astray
/// shows as the write's own failure; the read with `customer_id` is drawn also then.)
struct TrafficPlanner {
    /// A request before it has its place in the plan.
    struct Draft {
        var connection: Int
        var method: String
        var target: String
        var body: String?
        var legacy: PredictedAnswer
        var asWritten: PredictedAnswer

        /// A request that is answered alike.
        init(_ connection: Int, _ method: String, _ target: String, body: String? = nil, both: PredictedAnswer) {
            self.init(connection, method, target, body: body, legacy: both, asWritten: both)
        }

        init(
            _ connection: Int, _ method: String, _ target: String, body: String? = nil, legacy: PredictedAnswer,
            asWritten: PredictedAnswer
        ) {
            self.connection = connection
            self.method = method
            self.target = target
            self.body = body
            self.legacy = legacy
            self.asWritten = asWritten
        }
    }

    static let contextPath = "/.netlify/functions/customer-context"
    static let updatePath = "/.netlify/functions/customer-update"
    /// How often a draw is repeated before a request is taken that is always possible.
    private static let attempts = 40

    let data: TrafficData
    let connectionCount: Int
    let repaired: Set<Trap>
    let subjects: TrafficSubjects
    var groups: CustomerGroups
    var generator: SplitMix64
    /// The rows on legacy's side, and on the side of the guide's code.
    var legacy: ConversationWorld
    var guide: ConversationWorld
    private var phones: Set<String> = []

    init(data: TrafficData, connectionCount: Int, seed: UInt64, repaired: Set<Trap>) {
        self.data = data
        self.connectionCount = connectionCount
        self.repaired = repaired
        groups = CustomerGroups(data, connectionCount: connectionCount)
        subjects = TrafficSubjects(data)
        generator = SplitMix64(seed: seed)
        legacy = ConversationWorld(data.rows)
        guide = legacy
    }

    mutating func plan(_ count: Int) -> [PlannedRequest] {
        let kinds = RequestKind.allCases.flatMap { [RequestKind](repeating: $0, count: $0.weight) }
        return (0..<count).map { index in
            for _ in 0..<Self.attempts {
                let kind = generator.pick(kinds)
                if let draft = draw(kind) { return request(draft, kind, index) }
            }
            return request(drawUnknownName(), .contextUnknownName, index)
        }
    }

    private mutating func draw(_ kind: RequestKind) -> Draft? {
        switch kind {
        case .contextByName: drawByName()
        case .contextLinked: drawLinked()
        case .contextUnknownName: drawUnknownName()
        case .contextWithoutUser: drawWithoutUser(linked: false)
        case .contextMalformedUser: drawMalformedUser()
        case .contextMalformedName: drawMalformedName(linked: false)
        case .contextWithoutName: drawWithoutName()
        case .contextLinkedWithoutUser: drawWithoutUser(linked: true)
        case .contextMalformedCustomer: drawMalformedCustomer()
        case .contextLinkedMalformedName: drawMalformedName(linked: true)
        case .contextPreflight: drawPreflight(isContext: true)
        case .contextWrongMethod: drawWrongMethod(isContext: true)
        case .updateLinkedSingleRow: drawUpdate(of: subjects.singles, isForeign: false)
        case .updateSeveralRows: drawUpdate(of: subjects.several, isForeign: false)
        case .updateUnlinked: drawUpdate(of: subjects.unlinked, isForeign: false)
        case .updateUnknownSession: drawUnknownSession()
        case .updateForeignUser: drawUpdate(of: subjects.singles, isForeign: true)
        case .updateMalformedUser: drawMalformedUserUpdate()
        case .updateMalformedBody: drawMalformedBody()
        case .updateMissingField: drawMissingField()
        case .updatePreflight: drawPreflight(isContext: false)
        case .updateWrongMethod: drawWrongMethod(isContext: false)
        }
    }

    private mutating func request(_ draft: Draft, _ kind: RequestKind, _ index: Int) -> PlannedRequest {
        var headers = [HeaderField("User-Agent", "tradesphere-drive"), HeaderField("Accept", "application/json, */*")]
        if generator.chance(30) || draft.method == "OPTIONS" {
            headers.append(HeaderField("Origin", "https://app.tradesphere.example"))
        }
        if draft.method == "OPTIONS" { headers.append(HeaderField("Access-Control-Request-Method", "POST")) }
        if draft.body != nil { headers.append(HeaderField("Content-Type", "application/json")) }
        return PlannedRequest(
            index: index, connection: draft.connection, kind: kind, method: draft.method, target: draft.target,
            headers: headers, body: draft.body, legacy: draft.legacy, asWritten: draft.asWritten,
            differences: ExpectedDifference.between(draft.legacy, draft.asWritten))
    }

    // MARK: What all draws use

    /// A connection for a request that depends on nothing.
    mutating func anyConnection() -> Int { generator.below(connectionCount) }

    /// Letters that nothing else in the plan has.
    mutating func token(_ length: Int = 10) -> String {
        let letters = Array("abcdefghijkmnopqrstuvwxyz")
        return String((0..<length).map { _ in generator.pick(letters) })
    }

    /// The same as a name has it.
    mutating func word(_ length: Int) -> String {
        let token = token(length)
        return token.prefix(1).uppercased() + token.dropFirst()
    }

    /// A session's identifier as a client makes one.
    mutating func newSession() -> String {
        "session_\(1_760_000_000_000 + generator.below(9_999_999_999))_\(generator.uuid().prefix(8))"
    }

    /// A number that nobody has.
    mutating func newPhone() -> String {
        var phone = ""
        repeat {
            phone = "+1 556 \(100 + generator.below(900)) \(1000 + generator.below(9000))"
        } while !phones.insert(phone).inserted
        return phone
    }

    mutating func anyUser() -> String {
        data.users.isEmpty ? generator.uuid() : generator.pick(data.users).id
    }
}

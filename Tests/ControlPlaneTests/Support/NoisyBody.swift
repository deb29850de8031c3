/// The body of an answer like those of the reference functions, with a field of every kind of noise, as JSON text by member.
struct NoisyBody: Sendable {
    /// Reproducible noise: SplitMix64 (Steele, Lea, Flood 2014).
    struct Source: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// In the order in which they are written; a member without a text is left out.
    var members: [(name: String, text: String?)]

    subscript(name: String) -> String? {
        get { members.first { $0.name == name }?.text }
        set { for index in members.indices where members[index].name == name { members[index].text = newValue } }
    }

    /// One answer to request number `request`: what varies with the request is the same in every answer to it.
    init(request: Int, noise: inout Source) {
        // Milliseconds on one day, a little later each time; an answer takes some of them.
        let clock = 1_760_000_000_000 + request * 1_000 + Int.random(in: 0...80, using: &noise)
        let hour = String(10 + request % 10)
        let fraction = String(1_000 + Int.random(in: 0...90, using: &noise)).dropFirst()
        let topics = ["billing", "hot-tub", "pricing"].shuffled(using: &noise).map { "\"\($0)\"" }
        members = [
            ("success", "true"),
            ("customerName", "\"Customer \(request)\""),
            ("servedAt", "\(clock)"),
            ("generatedAt", "\"2025-10-09T\(hour):00:00.\(fraction)Z\""),
            // Mostly nothing, sometimes much: no bound that was seen holds for long.
            (
                "processingTime",
                "\(Int.random(in: 0...9, using: &noise) < 8 ? request % 3 : Int.random(in: 3...60, using: &noise))"
            ),
            ("queryDuration", "\(Double(200 + Int.random(in: -15...15, using: &noise)) + 0.5)"),
            ("score", "0.8\(Int.random(in: 10...49, using: &noise))"),
            ("requestId", "\"\(Self.uuid(&noise))\""),
            ("traceToken", "\"\(Self.hexadecimal(32, &noise))\""),
            ("sessionId", "\"session_\(clock)_\(Self.hexadecimal(8, &noise))\""),
            ("topics", "[\(topics.joined(separator: ","))]"),
            ("nextPage", Bool.random(using: &noise) ? "null" : nil),
        ]
    }

    var text: String {
        let written = members.compactMap { name, text in text.map { "\"\(name)\":\($0)" } }
        return "{\(written.joined(separator: ","))}"
    }

    static func hexadecimal(_ count: Int, _ noise: inout Source) -> String {
        (0..<count).map { _ in String(Int.random(in: 0..<16, using: &noise), radix: 16) }.joined()
    }

    static func uuid(_ noise: inout Source) -> String {
        [8, 4, 4, 4, 12].map { hexadecimal($0, &noise) }.joined(separator: "-")
    }
}

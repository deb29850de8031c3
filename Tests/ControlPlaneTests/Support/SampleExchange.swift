import NIOCore
import Traffic

extension Exchange {
    /// A read that both sides answered alike.
    static func sample(
        id: String = "1",
        route: String = "orders",
        bodyBytes: Int = 10,
        userKey: String? = nil,
        request: CapturedRequest? = nil,
        isRequestComplete: Bool = true,
        served: Answer? = nil
    ) -> Exchange {
        let answer = Answer(
            status: 200,
            head: MessageHead(text: "HTTP/1.1 200 OK"),
            body: ByteBuffer(repeating: UInt8(ascii: "x"), count: bodyBytes)
        )
        return Exchange(
            id: id,
            route: Route(name: route, path: .anything),
            operation: .read,
            assignment: Assignment(served: .legacy, reason: .noRollout, copy: .sent),
            userKey: userKey,
            request: request ?? CapturedRequest(head: MessageHead(text: "GET /\(id) HTTP/1.1")),
            isRequestComplete: isRequestComplete,
            startedAt: Timestamp(milliseconds: 0),
            served: Leg(side: .legacy, outcome: .answered(served ?? answer), duration: 1),
            mirrored: Leg(side: .candidate, outcome: .answered(answer), duration: 1)
        )
    }
}

extension Comparison {
    /// A judged read.
    static func sample(
        id: String = "1",
        route: String = "orders",
        outcome: Outcome = .match,
        stage: Double = 10,
        fingerprint: UInt64 = 1,
        candidateFailed: Bool = false,
        fellBack: Bool = false
    ) -> Comparison {
        Comparison(
            exchangeID: id,
            route: route,
            operation: .read,
            servedSide: .legacy,
            stage: stage,
            startedAt: Timestamp(milliseconds: 0),
            requestFingerprint: fingerprint,
            method: "GET",
            target: "/\(id)",
            outcome: outcome,
            candidateFailed: candidateFailed,
            legacyLatency: 1,
            candidateLatency: 1,
            fellBack: fellBack
        )
    }
}

import Foundation
import Reports
import Traffic

/// A notice in the form that a webhook takes: JSON.
enum NoticeBody {
    /// - Parameter instance: The sidecar that tells.
    /// - Returns: `nil` for what the receiver has no form for.
    static func make(_ notice: Notice, format: NotifySection.Format, instance: String) throws -> Data? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        switch format {
        case .slack: return try encoder.encode(SlackMessage(notice))
        case .alertmanager:
            guard let alert = AlertmanagerAlert(notice, instance: instance) else { return nil }
            return try encoder.encode([alert])
        case .json: return try encoder.encode(PlainNotice(notice, instance: instance))
        }
    }

    /// One line for people.
    static func sentence(_ notice: Notice) -> String {
        switch notice {
        case .alert(let alert):
            let state = alert.resolvedAt == nil ? "firing" : "resolved"
            let what = alert.summary.isEmpty ? alert.condition : alert.summary
            return "\(alert.name) (\(alert.severity)) is \(state): \(what)"
        case .decision(let decision):
            return DecisionText.sentence(decision)
        }
    }
}

/// A message of Slack's incoming webhooks (`text`, with `&`, `<` and `>` escaped as its documentation asks).
private struct SlackMessage: Encodable {
    let text: String

    init(_ notice: Notice) {
        let mark =
            switch notice {
            case .alert(let alert): alert.resolvedAt == nil ? ":rotating_light:" : ":white_check_mark:"
            case .decision(let decision): decision.action == .rollback ? ":rewind:" : ":information_source:"
            }
        let sentence = NoticeBody.sentence(notice)
            .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        text = "\(mark) \(sentence)"
    }
}

/// An alert of Alertmanager's API, version 2 (`POST /api/v2/alerts` takes a list of them).
private struct AlertmanagerAlert: Encodable {
    /// An alert without an end resolves itself after five minutes. Ours are told of once, and end when they say so.
    private static let openEnd: Int64 = 7 * 86_400_000
    private static let rollbackEnd: Int64 = 3_600_000

    let labels: [String: String]
    let annotations: [String: String]
    let startsAt: Timestamp
    let endsAt: Timestamp

    /// Of decisions only rollbacks and halts are something to be woken up for.
    init?(_ notice: Notice, instance: String) {
        switch notice {
        case .alert(let alert):
            labels = [
                "alertname": alert.name, "severity": alert.severity, "instance": instance, "job": "parallax",
                "route": alert.route ?? "",
            ]
            annotations = [
                "summary": alert.summary.isEmpty ? alert.condition : alert.summary, "condition": alert.condition,
            ]
            startsAt = alert.firedAt
            endsAt = alert.resolvedAt ?? alert.firedAt.advanced(byMilliseconds: Self.openEnd)
        case .decision(let decision):
            guard [.rollback, .halt].contains(decision.action) else { return nil }
            labels = [
                "alertname": decision.action == .halt ? "ParallaxHalted" : "ParallaxRolledBack",
                "severity": "critical", "instance": instance, "job": "parallax",
                "feature": DecisionText.subject(decision),
            ]
            annotations = ["summary": NoticeBody.sentence(notice)]
            startsAt = decision.at
            endsAt = decision.at.advanced(byMilliseconds: Self.rollbackEnd)
        }
    }
}

/// The form of our own.
private struct PlainNotice: Encodable {
    let kind: String
    let instance: String
    let text: String
    let alert: AlertRecord?
    let decision: DecisionRecord?

    init(_ notice: Notice, instance: String) {
        self.instance = instance
        text = NoticeBody.sentence(notice)
        switch notice {
        case .alert(let record): (kind, alert, decision) = ("alert", record, nil)
        case .decision(let record): (kind, alert, decision) = ("decision", nil, record)
        }
    }
}

import Foundation
import NIOCore

/// What the body of a command says.
struct MoveRequest: Decodable, Sendable {
    /// Why; it goes into the audit trail.
    var reason: String
    /// The stage to promote to, in percent; left out for the next one.
    var to: Double?
    /// Past a gate that does not pass, or a freeze.
    var force: Bool

    private enum CodingKeys: String, CodingKey, CaseIterable { case reason, to, force }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let known = Set(CodingKeys.allCases.map(\.rawValue))
        let keys = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        if let unknown = keys.sorted().first(where: { !known.contains($0) }) {
            throw APIProblem.badRequest("unknown field '\(unknown)'; there are reason, to and force")
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? ""
        to = try container.decodeIfPresent(Double.self, forKey: .to)
        force = try container.decodeIfPresent(Bool.self, forKey: .force) ?? false
    }

    /// - Throws: ``APIProblem`` where the bytes are no such request. A missing reason is for the command to refuse.
    static func parse(_ bytes: ByteBuffer) throws -> MoveRequest {
        do {
            return try JSONDecoder().decode(MoveRequest.self, from: Data(bytes.readableBytesView))
        } catch let problem as APIProblem {
            throw problem
        } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
            let name = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw APIProblem.badRequest(
                "'\(name)' is of another type; {\"reason\": \"…\", \"to\": 25, \"force\": false}")
        } catch {
            throw APIProblem.badRequest("the body is no JSON object such as {\"reason\": \"…\"}")
        }
    }

    var hasReason: Bool { !reason.allSatisfy(\.isWhitespace) }
}

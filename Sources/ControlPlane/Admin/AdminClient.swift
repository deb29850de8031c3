import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
public import Traffic

/// Speaks to the admin API of a running sidecar, for the command line.
public struct AdminClient: Sendable {
    /// Why there is no answer to work with.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// Where it lies.
        public enum Kind: Sendable, Hashable {
            /// Nobody answers there, or not in time, or not as the API does.
            case unreachable
            /// The API refused: the status it answered with.
            case refused(Int)
        }

        public let kind: Kind
        public let description: String
    }

    /// What a command has come to.
    public struct Move: Sendable, Decodable {
        public let decision: DecisionRecord
        public let written: Bool
    }

    private struct Problem: Decodable {
        struct Detail: Decodable { let message: String }
        let error: Detail
    }

    private static let limit = TimeAmount.seconds(15)
    private static let answerLimit = 64 * 1024 * 1024

    private let base: String
    private let shownBase: String
    private let token: String?

    /// - Parameters:
    ///   - base: Where the API is, such as `http://127.0.0.1:9090`.
    ///   - token: What is borne with each request; `nil` for none.
    public init(base: String, token: String?) {
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        shownBase = self.base
        self.token = token
    }

    /// The API of a sidecar that runs on this machine with a configuration.
    ///
    /// - Returns: `nil` where the configuration lets the system choose the port, which only the sidecar knows then.
    public init?(of section: AdminSection, token: String?) {
        self.token = token
        shownBase = section.listen.description
        switch section.listen {
        case .tcp(_, 0): return nil
        case .tcp(let host, let port):
            // Where everything is listened on, loopback is.
            let reachable = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
            base = "http://\(reachable.contains(":") ? "[\(reachable)]" : reachable):\(port)"
        case .unix(let path):
            let encoded = path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? path
            base = "http+unix://\(encoded)"
        }
    }

    public func overview() async throws(Failure) -> (RolloutOverview, json: String) {
        try decoded(RolloutOverview.self, of: await send(.GET, "/api/v1/rollouts"))
    }

    public func gate(_ feature: String) async throws(Failure) -> (GateRecord, json: String) {
        try decoded(GateRecord.self, of: await send(.GET, "/api/v1/gate/\(Self.segment(feature))"))
    }

    /// The whole audit trail as JSON; its type is the ledger's.
    public func trail<Trail: Decodable>(_ type: Trail.Type) async throws(Failure) -> Trail {
        try decoded(type, of: await send(.GET, "/api/v1/decisions/trail")).0
    }

    /// Asks for a move.
    ///
    /// - Parameters:
    ///   - action: The command's word.
    ///   - feature: The rollout; `nil` for all at once.
    public func move(
        _ action: DecisionRecord.Action, feature: String?, reason: String, to: Double? = nil, force: Bool = false
    ) async throws(Failure) -> (Move, json: String) {
        let path =
            feature.map { "/api/v1/rollouts/\(Self.segment($0))/\(action.rawValue)" } ?? "/api/v1/\(action.rawValue)"
        var fields = ["\"reason\": \(JSONFragment.quoted(reason))", "\"force\": \(force)"]
        if let to { fields.append("\"to\": \(to)") }
        return try decoded(Move.self, of: await send(.POST, path, body: "{\(fields.joined(separator: ", "))}"))
    }

    private static func segment(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-_.")))
            ?? text
    }

    private func decoded<Value: Decodable>(_ type: Value.Type, of json: String) throws(Failure) -> (Value, json: String)
    {
        do {
            return (try JSONDecoder().decode(type, from: Data(json.utf8)), json)
        } catch {
            throw Failure(
                kind: .unreachable,
                description: "what answers at \(shownBase) is no admin API of this version: \(error)")
        }
    }

    private func send(_ method: HTTPMethod, _ path: String, body: String? = nil) async throws(Failure) -> String {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(3), read: Self.limit))
        configuration.httpVersion = .http1Only
        // Who is not there says so at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let answer: Result<(status: Int, text: String), any Error>
        do {
            let response = try await client.execute(request, timeout: Self.limit)
            let bytes = try await response.body.collect(upTo: Self.answerLimit)
            answer = .success((Int(response.status.code), String(buffer: bytes)))
        } catch {
            answer = .failure(error)
        }
        // It fails only where it was shut down before.
        try? await client.shutdown()
        switch answer {
        case .success(let (status, text)) where (200..<300).contains(status): return text
        case .success(let (status, text)):
            let problem = try? JSONDecoder().decode(Problem.self, from: Data(text.utf8))
            throw Failure(
                kind: problem == nil ? .unreachable : .refused(status),
                description: problem?.error.message ?? "what answers at \(shownBase) is no admin API: it says \(status)"
            )
        case .failure(let error):
            throw Failure(
                kind: .unreachable,
                description:
                    "no admin API answers at \(shownBase): \(error) (is the sidecar running, and 'admin.listen' its?)")
        }
    }
}

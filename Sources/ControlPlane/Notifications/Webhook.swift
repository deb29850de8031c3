import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// How sending went.
enum WebhookOutcome: Sendable, Equatable {
    case taken
    /// It will never be taken as it is.
    case refused(String)
    /// It may be taken later.
    case failed(String)
}

/// Sends one body to a URL. A seam, so that tests need no network.
protocol WebhookTransport: Sendable {
    func send(_ body: Data, to url: String) async -> WebhookOutcome
}

/// Sends over HTTP; follows no redirect, and waits for ten seconds at most.
struct HTTPWebhook: WebhookTransport {
    private static let limit = TimeAmount.seconds(10)

    let client: HTTPClient

    /// A client for webhooks; whoever asks for one shuts it down.
    static func makeClient() -> HTTPClient {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: limit, write: limit)
        )
        configuration.httpVersion = .http1Only
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func send(_ body: Data, to url: String) async -> WebhookOutcome {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "user-agent", value: "parallax")
        request.body = .bytes(body)
        do {
            let response = try await client.execute(request, timeout: Self.limit)
            // Read to its end, within bounds, so that the connection can be used again.
            _ = try? await response.body.collect(upTo: 64 * 1024)
            switch response.status.code {
            case 200..<300: return .taken
            case 408, 425, 429, 500...: return .failed("it answered \(response.status.code)")
            default: return .refused("it answered \(response.status.code)")
            }
        } catch {
            return .failed("\(error)")
        }
    }
}

import NIOCore
import NIOEmbedded
import NIOHTTP1

extension Reading {
    /// Requests as llhttp reads them in SwiftNIO.
    static func llhttp(requests bytes: [UInt8]) throws -> Reading {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        var reading = Reading()
        do { try channel.writeInbound(ByteBuffer(bytes: bytes)) } catch { reading.error = error }
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head):
                reading.messages.append(
                    ReadMessage(
                        start: "\(head.method.rawValue) \(head.uri) \(head.version)",
                        fields: head.headers.map { ReadMessage.Field($0.name, $0.value) },
                        isLast: head.method == .CONNECT || head.headers.contains(name: "upgrade")
                    ))
            case .body(let body): reading.messages[reading.messages.count - 1].body += body.readableBytesView
            case .end(let trailers): reading.end(trailers)
            }
        }
        return reading
    }

    /// Answers as llhttp reads them in SwiftNIO, to requests that do not end before the answers do.
    static func llhttp(answers bytes: [UInt8], toHead: Bool) throws -> Reading {
        let decoder = HTTPResponseDecoder(informationalResponseStrategy: .forward)
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(decoder))
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        for _ in 0..<16 {
            let head = HTTPRequestHead(version: .http1_1, method: toHead ? .HEAD : .GET, uri: "/")
            try channel.writeOutbound(HTTPClientRequestPart.head(head))
        }
        var reading = Reading()
        do { try channel.writeInbound(ByteBuffer(bytes: bytes)) } catch { reading.error = error }
        while let part = try channel.readInbound(as: HTTPClientResponsePart.self) {
            switch part {
            case .head(let head):
                reading.messages.append(
                    ReadMessage(
                        start: "\(head.version) \(head.status.code)",
                        fields: head.headers.map { ReadMessage.Field($0.name, $0.value) },
                        isEnded: head.status.code < 200 && head.status.code != 101,
                        isLast: head.status.code == 101
                    ))
            case .body(let body): reading.messages[reading.messages.count - 1].body += body.readableBytesView
            case .end(let trailers): reading.end(trailers)
            }
        }
        return reading
    }

    private mutating func end(_ trailers: HTTPHeaders?) {
        messages[messages.count - 1].isEnded = true
        messages[messages.count - 1].trailers = trailers?.map { ReadMessage.Field($0.name, $0.value) } ?? []
    }
}

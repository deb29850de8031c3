import Hummingbird
import Logging
import NIOCore
import TradeSphere

/// Carries requests from HTTP to the function host and answers back.
struct FunctionResponder: HTTPResponder {
    let host: FunctionHost
    let logger: Logger

    func respond(to request: Request, context: FunctionRequestContext) async throws -> Response {
        let start = ContinuousClock.now
        let hosted = try await hostedRequest(request, context)
        let answer = await host.respond(to: hosted)
        logger.debug(
            "\(hosted.method) \(answer.function ?? "-") \(answer.status)",
            metadata: ["elapsed": "\(ContinuousClock.now - start)", "mirror": "\(answer.isMirrored)"]
        )
        return response(answer, toHead: hosted.method == "HEAD")
    }

    private func hostedRequest(_ request: Request, _ context: FunctionRequestContext) async throws -> HostedRequest {
        var headers = request.headers.map { HeaderField($0.name.rawName, $0.value) }
        if let authority = request.head.authority {
            headers.insert(HeaderField("Host", authority), at: 0)
        }
        return HostedRequest(
            method: request.head.method.rawValue,
            target: request.head.path ?? "/",
            headers: headers,
            body: try await body(of: request),
            clientAddress: context.clientAddress
        )
    }

    /// One byte more than the host allows is enough for it to refuse the request.
    private func body(of request: Request) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        for try await buffer in request.body where bytes.count <= FunctionHost.maximumBodyBytes {
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        let isDeclared = request.headers.contains { field in
            ["content-length", "transfer-encoding"].contains(field.name.canonicalName)
        }
        return isDeclared || !bytes.isEmpty ? bytes : nil
    }

    private func response(_ answer: HostedResponse, toHead: Bool) -> Response {
        var fields = HTTPFields()
        for header in answer.headers {
            if let name = HTTPFields.Element.Name(header.name) {
                fields.append(HTTPFields.Element(name: name, value: header.value))
            }
        }
        if let name = HTTPFields.Element.Name("Content-Length"), answer.status != 204, answer.status != 304 {
            fields.append(HTTPFields.Element(name: name, value: String(answer.body.count)))
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status),
            headers: fields,
            body: toHead || answer.body.isEmpty
                ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }
}

/// The invocation contract of the functions' host: finds the function of a path, tells it about the request, and turns
/// what it gives into an answer. Knows nothing of sockets.
public struct FunctionHost: Sendable {
    /// The path under which functions are found.
    public static let prefix = "/.netlify/functions/"
    /// The largest request or answer, in bytes.
    public static let maximumBodyBytes = 6 * 1024 * 1024

    private let functions: [String: any ServerlessFunction]
    private let requestIdentifier: @Sendable () -> String

    /// - Parameters:
    ///   - functions: The functions by name.
    ///   - requestIdentifier: Gives the value of `x-nf-request-id`, a new one each time.
    public init(
        functions: [String: any ServerlessFunction],
        requestIdentifier: @escaping @Sendable () -> String
    ) {
        self.functions = functions
        self.requestIdentifier = requestIdentifier
    }

    /// Answers a request.
    public func respond(to request: HostedRequest) async -> HostedResponse {
        let identifier = requestIdentifier()
        let target = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = String(target[0])
        let query = target.count > 1 ? String(target[1]) : ""
        guard path.hasPrefix(Self.prefix) else {
            return text(404, "Not Found", identifier)
        }
        let name = String(path.dropFirst(Self.prefix.count).prefix { $0 != "/" })
        guard Self.isName(name), let function = functions[name] else {
            return text(404, "Function not found...", identifier)
        }
        guard (request.body?.count ?? 0) <= Self.maximumBodyBytes else {
            return text(413, "request entity too large", identifier, function: name)
        }
        let event = FunctionEvent(request, path: path, query: query, identifier: identifier)
        do {
            guard let result = try await function.invoke(event) else {
                // What the platform says of a result without a status.
                return failure(
                    "Error", "error decoding lambda response: invalid status code returned from lambda: 0",
                    identifier, name, event)
            }
            return response(result, identifier, name, event)
        } catch {
            return failure("\(type(of: error))", "\(error)", identifier, name, event)
        }
    }

    private func response(
        _ result: FunctionResult,
        _ identifier: String,
        _ name: String,
        _ event: FunctionEvent
    ) -> HostedResponse {
        guard (200...599).contains(result.statusCode) else {
            return failure(
                "Error",
                "error decoding lambda response: invalid status code returned from lambda: \(result.statusCode)",
                identifier, name, event)
        }
        guard let body = result.isBase64Encoded ? Base64.decoded(result.body) : Array(result.body.utf8) else {
            return failure("Error", "error decoding lambda response: illegal base64 data", identifier, name, event)
        }
        guard body.count <= Self.maximumBodyBytes else {
            return failure(
                "Function.ResponseSizeTooLarge", "Response payload size exceeded maximum allowed payload size",
                identifier, name, event)
        }
        let replaced = Set(result.multiValueHeaders.map { $0.name.lowercased() })
        var headers = result.headers.filter { !replaced.contains($0.name.lowercased()) }
        for (fieldName, values) in result.multiValueHeaders {
            headers += values.map { HeaderField(fieldName, $0) }
        }
        if !body.isEmpty, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            // The platform's own, for a function that states none.
            headers.append(HeaderField("Content-Type", "text/plain; charset=utf-8"))
        }
        headers.append(HeaderField("x-nf-request-id", identifier))
        return HostedResponse(
            status: result.statusCode, headers: headers, body: body, function: name, isMirrored: event.isMirrored)
    }

    private func failure(
        _ type: String,
        _ message: String,
        _ identifier: String,
        _ name: String,
        _ event: FunctionEvent
    ) -> HostedResponse {
        let body = JSONValue.object([
            .init("errorType", .string(type)), .init("errorMessage", .string(message)), .init("trace", .array([])),
        ])
        return HostedResponse(
            status: 502,
            headers: [HeaderField("Content-Type", "application/json"), HeaderField("x-nf-request-id", identifier)],
            body: Array(body.serialized.utf8), function: name, isMirrored: event.isMirrored)
    }

    private func text(
        _ status: Int,
        _ message: String,
        _ identifier: String,
        function: String? = nil
    ) -> HostedResponse {
        HostedResponse(
            status: status,
            headers: [
                HeaderField("Content-Type", "text/plain; charset=utf-8"), HeaderField("x-nf-request-id", identifier),
            ],
            body: Array(message.utf8), function: function, isMirrored: false)
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

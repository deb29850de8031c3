import Hummingbird

/// Why the admin API does not do what it was asked: a status, a word for tools, and a sentence for people.
struct APIProblem: Error, Sendable {
    var status: HTTPResponse.Status
    var code: String
    var message: String
    /// The method that is taken, where another one is not.
    var allowed: HTTPRequest.Method?

    static func unauthorized(_ message: String) -> APIProblem {
        APIProblem(status: .unauthorized, code: "unauthorized", message: message)
    }

    static func forbidden(_ message: String) -> APIProblem {
        APIProblem(status: .forbidden, code: "forbidden", message: message)
    }

    static func badRequest(_ message: String) -> APIProblem {
        APIProblem(status: .badRequest, code: "badRequest", message: message)
    }

    init(status: HTTPResponse.Status, code: String, message: String, allowed: HTTPRequest.Method? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.allowed = allowed
    }

    init(_ error: ControlError) {
        message = error.description
        switch error.code {
        case .unknownRollout: (status, code) = (.notFound, "unknownRollout")
        case .unavailable: (status, code) = (.serviceUnavailable, "unavailable")
        default: (status, code) = (.conflict, "refused")
        }
    }
}

extension APIProblem: HTTPResponseError {
    private struct Body: Encodable {
        struct Problem: Encodable {
            let code: String
            let message: String
        }

        let error: Problem
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try JSONAnswer.make(Body(error: .init(code: code, message: message)), status: status)
        if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        if let allowed { response.headers[.allow] = allowed.rawValue }
        return response
    }
}

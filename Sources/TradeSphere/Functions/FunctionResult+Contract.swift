/// The answers that both functions share.
extension FunctionResult {
    /// The answer to a preflight request.
    static let preflight = FunctionResult(statusCode: 200, headers: FunctionHeaders.crossOrigin)

    /// The answer to a method that the function does not know. It states no content type.
    static let methodNotAllowed = FunctionResult(
        statusCode: 405,
        headers: FunctionHeaders.crossOrigin,
        body: JSONValue.object([.init("error", .string("Method not allowed"))]).serialized
    )

    /// The answer to everything that goes wrong.
    ///
    /// - Parameters:
    ///   - error: The function's own words for its failure.
    ///   - cause: What went wrong; becomes `details`.
    ///   - processingTime: Milliseconds.
    static func failure(_ error: String, cause: any Error, processingTime: Int) -> FunctionResult {
        let body = JSONValue.object([
            .init("success", .boolean(false)),
            .init("error", .string(error)),
            .init("details", .string(FunctionFailure.details(of: cause))),
            .init("processingTime", .init(processingTime)),
        ])
        return FunctionResult(
            statusCode: 500, headers: FunctionHeaders.crossOrigin + [FunctionHeaders.json], body: body.serialized)
    }
}

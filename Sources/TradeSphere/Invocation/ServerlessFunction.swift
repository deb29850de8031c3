/// A function as the host calls it.
public protocol ServerlessFunction: Sendable {
    /// Handles one request.
    ///
    /// - Returns: The answer; `nil` where the function returns nothing ("undefined"), which the host answers with 502.
    /// - Throws: What the function does not handle itself, which the host answers with 502.
    func invoke(_ event: FunctionEvent) async throws -> FunctionResult?
}

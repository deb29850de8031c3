/// The successful answer of `customer-update`. It says nothing of how many rows there were.
struct UpdateAnswer {
    let request: UpdateRequest

    func result(processingTime: Int) -> FunctionResult {
        let body = JSONValue.object([
            .init("success", .boolean(true)),
            .init("message", .string("Customer information updated successfully")),
            .init("sessionId", request.body["sessionId"] ?? .null),
            .init("customerName", request.body["customerName"] ?? .null),
            .init("processingTime", .init(processingTime)),
        ])
        return FunctionResult(
            statusCode: 200, headers: FunctionHeaders.crossOrigin + [FunctionHeaders.json], body: body.serialized)
    }
}

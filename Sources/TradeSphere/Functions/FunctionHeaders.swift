/// The header fields that the functions set.
enum FunctionHeaders {
    static let crossOrigin = [
        HeaderField("Access-Control-Allow-Origin", "*"),
        HeaderField("Access-Control-Allow-Headers", "Content-Type, Authorization"),
    ]

    static let json = HeaderField("Content-Type", "application/json")
}

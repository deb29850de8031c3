import TradeSphere

/// A function's answer, equal to another one only byte by byte.
struct Answer: Sendable, Equatable, CustomStringConvertible {
    let status: Int
    let headers: [HeaderField]
    let bytes: [UInt8]

    init(_ result: FunctionResult) {
        status = result.statusCode
        headers = result.headers
        bytes = Array(result.body.utf8)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var description: String { "\(status) \(headers.map { "\($0.name): \($0.value)" }) \(text)" }

    func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    /// The names of the header fields, in order.
    var headerNames: [String] { headers.map(\.name) }
}

import Foundation

/// The command `curl`: a client that everybody knows.
enum Curl {
    /// Asks for several URLs over one connection.
    ///
    /// - Returns: The answers as they came, heads included, and how many connections were opened.
    static func get(_ urls: [String]) throws -> (answers: [HTTPAnswer], connections: Int) {
        let result = try CommandResult.of(
            [
                "curl", "--silent", "--show-error", "--http1.1", "--include", "--max-time", "20", "--path-as-is",
                "--globoff",
            ]
                + ["--write-out", "%{stderr}connects=%{num_connects}\\n"] + urls)
        guard result.status == 0 else { throw Failure("curl ended with \(result.status): \(result.errors)") }
        let connections = result.errorLines.compactMap { line in
            line.hasPrefix("connects=") ? Int(line.dropFirst("connects=".count)) : nil
        }
        return (try answers(result.output, count: urls.count), connections.reduce(0, +))
    }

    /// Sends a body.
    static func post(_ url: String, _ body: String) throws -> HTTPAnswer {
        let result = try CommandResult.of([
            "curl", "--silent", "--show-error", "--http1.1", "--include", "--max-time", "20", "--header",
            "Content-Type: application/json", "--data-binary", body, url,
        ])
        guard result.status == 0 else { throw Failure("curl ended with \(result.status): \(result.errors)") }
        return try answers(result.output, count: 1)[0]
    }

    /// Takes the output of `--include` apart, by the lengths that the heads state.
    private static func answers(_ output: Data, count: Int) throws -> [HTTPAnswer] {
        var rest = Array(output)[...]
        return try (0..<count).map { _ in
            guard let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) else { throw Failure("curl printed no head") }
            let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
            var answer = HTTPAnswer(statusLine: lines[0], fields: Array(lines.dropFirst()), body: [])
            rest = rest[end.upperBound...]
            guard let length = answer.values("content-length").first.flatMap({ Int($0) }), rest.count >= length else {
                throw Failure("no whole body after: \(answer)")
            }
            answer.body = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
            return answer
        }
    }
}

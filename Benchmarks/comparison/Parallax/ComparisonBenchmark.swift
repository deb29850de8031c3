import Comparisons
import Foundation
import NIOCore
import Traffic

/// Parallax's part of `Benchmarks/comparison`: compares two files as JSON bodies of two answers, as the sidecar does.
///
///     ComparisonBenchmark LEGACY CANDIDATE SECONDS [KEY]
///
/// Compares again and again until the seconds are over, but once at least, and prints one line of JSON. With a key, the
/// arrays named `items` are compared under `keyedBy: KEY`.
@main
struct ComparisonBenchmark {
    /// More say no more, and would show as memory.
    private static let mostRounds = 10_000

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count == 3 || arguments.count == 4, let seconds = Double(arguments[2]) else {
            write(
                "usage: ComparisonBenchmark LEGACY CANDIDATE SECONDS [KEY]\n", to: .standardError)
            exit(64)
        }
        let legacy = try answer(arguments[0])
        let candidate = try answer(arguments[1])
        let rules = RuleSet(
            try arguments.dropFirst(3).map {
                Rule(at: try LocationPattern(parsing: "/body/items"), effect: .keyedBy($0))
            }, today: Timestamp(milliseconds: 0))
        let comparer = AnswerComparer(redaction: Redaction(Redaction.defaults))
        var times: [UInt64] = []
        var result = ComparisonResult()
        let end = now() + UInt64(seconds * 1e9)
        repeat {
            let begin = now()
            result = comparer.compare(legacy: legacy, candidate: candidate, rules: rules)
            times.append(now() - begin)
        } while now() < end && times.count < mostRounds
        let differences = result.differences.count + result.omittedDifferences
        let isUndecodable = result.differences.contains { $0.kind == .undecodable }
        let kinds = isUndecodable ? "undecodable" : result.isApproximate ? "differences by position" : "differences"
        let line =
            "{\"seconds\": \(Double(median(times)) / 1e9), \"rounds\": \(times.count), \"peak\": \(try peakMemory()), "
            + "\"found\": \"\(differences) \(kinds), \(result.suppressed.count) suppressed\"}\n"
        write(line, to: .standardOutput)
    }

    private static func answer(_ path: String) throws -> Answer {
        let bytes = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
        let head = MessageHead(text: "HTTP/1.1 200 OK\nContent-Type: application/json")
        return Answer(status: 200, head: head, body: ByteBuffer(bytes: bytes))
    }

    private static func median(_ times: [UInt64]) -> UInt64 { times.sorted()[times.count / 2] }

    private static func now() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// The most memory that this process ever had, in bytes.
    private static func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
    }

    private static func write(_ text: String, to handle: FileHandle) { handle.write(Data(text.utf8)) }
}

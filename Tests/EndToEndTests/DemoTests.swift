import Foundation
import Testing

/// The script that shows everything.
@Suite("The demo")
struct DemoTests {
    @Test("passes twice in a row and leaves no process behind", .timeLimit(.minutes(3)))
    func demo() throws {
        for _ in 0..<2 {
            let result = try CommandResult.of(
                ["\(Folder.project)/Scripts/demo", "--debug", "--requests", "150"], within: .seconds(80))
            #expect(result.status == 0, "\(result.errors.suffix(2000))\n\(result.text.suffix(2000))")
            #expect(result.text.contains("comparisons without a mismatch in the second phase"))
            #expect(try CommandResult.of(["pgrep", "-f", "/tmp/parallax-demo"]).text.isEmpty)
        }
    }
}

import Foundation
import Testing

/// The script that shows everything.
@Suite("The demo")
struct DemoTests {
    /// The programs are those under test: a build would wait for the one that runs the tests.
    ///
    /// As few requests as the gate of its second phase needs to pass.
    private static let command = ["\(Folder.project)/Scripts/demo", "--debug", "--requests", "1500"]

    @Test("passes twice in a row and leaves no process behind")
    func demo() throws {
        for _ in 0..<2 {
            let result = try CommandResult.of(
                Self.command, environment: ["PARALLAX_BIN": try Programs.folder()], within: .seconds(600))
            #expect(result.status == 0, "\(result.errors.suffix(2000))\n\(result.text.suffix(2000))")
            #expect(result.text.contains("comparisons without a mismatch in the second phase"))
            let said = try #require(result.errors.firstMatch(of: /private PostgreSQL in (\/tmp\/parallax-demo\.\w+)/))
            let stage = String(said.1)
            #expect(!FileManager.default.fileExists(atPath: stage))
            // PostgreSQL, the functions and the sidecar all have the stage's folder in their command line.
            #expect(try CommandResult.of(["pgrep", "--full", stage]).text.isEmpty)
        }
    }
}

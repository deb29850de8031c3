import ArgumentParser
import TradeSphere

/// `tradesphere traps`
struct TrapsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "traps",
        abstract: "Print the differences that --as-written shows, as Markdown."
    )

    func run() {
        print("| trap | name | shows in | what it is |\n| --- | --- | --- | --- |")
        for trap in Trap.allCases {
            print("| \(trap.rawValue) | `\(trap)` | \(trap.site.rawValue) | \(trap.summary) |")
        }
    }
}

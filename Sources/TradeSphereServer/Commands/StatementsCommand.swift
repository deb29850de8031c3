import ArgumentParser
import TradeSphere

/// `tradesphere statements`
struct StatementsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statements",
        abstract: "Print every SQL statement that an implementation can send."
    )

    @Option(help: "legacy or repository.")
    var implementation: ImplementationOption

    func run() {
        for statement in CustomerFunctions.statements(of: implementation.implementation) {
            print("-- \(statement.name)\n\(statement.sql);\n")
        }
    }
}

import ArgumentParser

/// The command line of the reference functions.
@main
struct TradeSphereCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tradesphere")
}

import ArgumentParser
import ControlPlane

/// `parallax check`: validates a configuration and says in plain words what it means.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Validates a configuration and prints what it means.",
        discussion: "Exits 0 where it is right, and 78 with a line for each error where it is not."
    )

    @OptionGroup var source: ConfigurationOption

    func run() throws {
        print(ConfigurationSummary.describe(try source.load()))
    }
}

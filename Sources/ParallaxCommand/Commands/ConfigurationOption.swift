import ArgumentParser
import ControlPlane
import Foundation

/// The option that every command has: which configuration.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .long, help: "The configuration file.")
    var config = "Config/parallax.yaml"

    /// Reads the file; a wrong one ends the program with exit code 78 and a line for each error.
    func load() throws -> Configuration {
        do throws(ConfigurationErrors) {
            return try Configuration.load(
                path: config, environment: ProcessInfo.processInfo.environment, asOf: SystemClock.now())
        } catch {
            StandardError.write(error.description)
            throw ExitCode(78)
        }
    }
}

/// Everything that is not data.
enum StandardError {
    static func write(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}

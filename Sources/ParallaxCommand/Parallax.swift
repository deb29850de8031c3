import ArgumentParser

/// The command line of the shadow-traffic comparison proxy.
@main
struct Parallax: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "parallax")
}

import ArgumentParser
import Foundation
import Rollouts

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the terminal behind standard output can show.
enum Terminal {
    /// Whether a person may be looking.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Colours only where a person looks, and has not said no (no-color.org).
    static var takesColour: Bool {
        let isRefused = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isTerminal && !isRefused && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// In columns; 100 where nobody says.
    static var width: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init).map { max(40, $0) } ?? 100
    }

    /// Where no terminal is, a line is as long as its sentence, so that whoever searches the text finds it whole.
    static var sentenceWidth: Int { isTerminal ? width : .max }
}

/// Durations as the configuration writes them.
enum DurationArgument {
    static func parse(_ text: String) throws -> Duration {
        guard let duration = DurationText.parse(text), duration > .zero else {
            throw ValidationError("'\(text)' is no duration; write 30s, 5m, 2h or 1h30m")
        }
        return duration
    }
}

import Foundation

/// Whether the programs run under a sanitizer, as `Scripts/sanitize` says: they are several times slower, and what a
/// sanitizer notes about memory counts as memory.
enum SanitizedRun {
    static let isOn = ProcessInfo.processInfo.environment["SANITIZER"] != nil
}

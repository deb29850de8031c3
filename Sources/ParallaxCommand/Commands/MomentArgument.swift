import ArgumentParser
import Rollouts
import Traffic

/// Moments as the configuration writes them: a day, or a time with its zone.
enum MomentArgument {
    static func parse(_ text: String) throws -> Timestamp {
        guard let moment = TimestampText.parse(text) else {
            throw ValidationError("'\(text)' is no day and no moment; write 2026-12-31 or 2026-12-31T18:00:00Z")
        }
        return moment
    }
}

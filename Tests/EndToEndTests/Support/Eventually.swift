import Foundation

/// Asks until something is there, for a bounded time.
///
/// - Parameters:
///   - what: What is waited for, for the error.
///   - limit: How long at most; under a sanitizer four times as long.
///   - probe: Gives the awaited value, or `nil` while it is not there.
/// - Throws: ``Failure`` where it did not come in time; what the probe throws.
@discardableResult
func eventually<Value>(
    _ what: @autoclosure () -> String,
    within limit: Duration = .seconds(60),
    _ probe: () throws -> Value?
) throws -> Value {
    let limit = SanitizedRun.isOn ? limit * 4 : limit
    let deadline = ContinuousClock.now + limit
    repeat {
        if let value = try probe() { return value }
        usleep(10_000)
    } while ContinuousClock.now < deadline
    if let value = try probe() { return value }
    throw Failure("waited \(limit) for \(what())")
}

/// Asks until a condition holds, for a bounded time.
///
/// - Throws: ``Failure`` where it did not come to hold in time; what the condition throws.
func eventually(
    _ what: @autoclosure () -> String,
    within limit: Duration = .seconds(60),
    holds condition: () throws -> Bool
) throws {
    try eventually(what(), within: limit) { try condition() ? () : nil }
}

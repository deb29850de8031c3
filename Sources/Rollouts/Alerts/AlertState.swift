public import Traffic

/// What has become of one alert, or of one condition for a rollback, up to its last look.
///
/// A state machine without a clock. A condition that is not known to hold any more does not resolve what fires: silence is
/// no recovery. Nor does it count as holding while the time of `for` runs.
public enum AlertState: Sendable, Hashable {
    /// It does not hold, or is not known to.
    case inactive
    /// It has held at every look since, and not yet for as long as it must.
    case pending(since: Timestamp)
    /// It has been told since.
    case firing(since: Timestamp)

    /// What is to be told after a look.
    public enum Action: Sendable, Hashable {
        case none, fire, resolve
    }

    /// Takes what one look showed.
    ///
    /// - Parameters:
    ///   - time: When it was looked. An earlier time than the last one, as after a clock was set back, starts the time of
    ///     `for` anew.
    ///   - truth: Whether the condition holds.
    ///   - holdFor: For how long it must hold at every look; ``Condition/holdFor``.
    /// - Returns: What is to be told, once for each transition.
    public mutating func look(at time: Timestamp, _ truth: Truth, holdFor: Duration) -> Action {
        switch (self, truth) {
        case (.firing, .doesNotHold):
            self = .inactive
            return .resolve
        case (.firing, .holds), (.firing, .notKnown):
            return .none
        case (.inactive, .doesNotHold), (.inactive, .notKnown), (.pending, .doesNotHold), (.pending, .notKnown):
            self = .inactive
            return .none
        case (.inactive, .holds):
            return hold(since: time, at: time, holdFor: holdFor)
        case (.pending(let since), .holds):
            return hold(since: min(since, time), at: time, holdFor: holdFor)
        }
    }

    private mutating func hold(since: Timestamp, at time: Timestamp, holdFor: Duration) -> Action {
        guard time.milliseconds - since.milliseconds >= holdFor.wholeMilliseconds else {
            self = .pending(since: since)
            return .none
        }
        self = .firing(since: time)
        return .fire
    }
}

/// One client request with the answers it got, by role.
///
/// Kept by reference, and never changed: an event loop hands it on, another thread compares it.
public final class Exchange: Sendable {
    /// The `x-request-id` that both sides saw.
    public let id: String
    public let route: Route
    public let operation: Operation
    public let assignment: Assignment
    /// The bucket key of the request, where it carried one.
    public let userKey: String?
    public let request: CapturedRequest
    /// Whether the whole request came. A side may answer before that, and the client leave then; nothing was mirrored.
    public let isRequestComplete: Bool
    /// Whether the request's body was captured whole. Where it was not, nothing was mirrored.
    public let isRequestCapturedWhole: Bool
    public let startedAt: Timestamp
    /// The leg whose answer the client got.
    public let served: Leg
    /// The copy's leg; `nil` where none was meant to be sent. After a fallback, the candidate's failed leg.
    public let mirrored: Leg?
    /// The second copy to legacy, where one was sent.
    public let control: Leg?
    /// Whether the candidate was to serve, failed, and the client got legacy's answer instead.
    public let fellBack: Bool
    /// Nanoseconds from when the candidate could have the whole request, or was asked where it failed before that, until legacy was
    /// asked in its place; 0 where the candidate was skipped, `nil` without a fallback.
    public let fallbackDelay: Int64?
    /// Whether a later request on the same client connection reached a side before this one's copy was done with, so that
    /// the two sides did not see the same order.
    public let isOvertaken: Bool

    public init(
        id: String,
        route: Route,
        operation: Operation,
        assignment: Assignment,
        userKey: String? = nil,
        request: CapturedRequest,
        isRequestComplete: Bool = true,
        isRequestCapturedWhole: Bool = true,
        startedAt: Timestamp,
        served: Leg,
        mirrored: Leg? = nil,
        control: Leg? = nil,
        fellBack: Bool = false,
        fallbackDelay: Int64? = nil,
        isOvertaken: Bool = false
    ) {
        self.id = id
        self.route = route
        self.operation = operation
        self.assignment = assignment
        self.userKey = userKey
        self.request = request
        self.isRequestComplete = isRequestComplete
        self.isRequestCapturedWhole = isRequestCapturedWhole
        self.startedAt = startedAt
        self.served = served
        self.mirrored = mirrored
        self.control = control
        self.fellBack = fellBack
        self.fallbackDelay = fallbackDelay
        self.isOvertaken = isOvertaken
    }

    /// The leg of a side, whichever its role (the control leg apart).
    public subscript(_ side: Side) -> Leg? {
        if served.side == side { return served }
        if let mirrored, mirrored.side == side { return mirrored }
        return nil
    }
}

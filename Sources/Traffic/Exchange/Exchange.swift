/// One client request with the answers it got, by role.
public struct Exchange: Sendable {
    /// The `x-request-id` that both sides saw.
    public var id: String
    public var route: Route
    public var operation: Operation
    public var assignment: Assignment
    /// The bucket key of the request, where it carried one.
    public var userKey: String?
    public var request: CapturedRequest
    /// Whether the request's body was captured whole. Where it was not, nothing was mirrored.
    public var isRequestCapturedWhole: Bool
    public var startedAt: Timestamp
    /// The leg whose answer the client got.
    public var served: Leg
    /// The copy's leg; `nil` where none was meant to be sent. After a fallback, the candidate's failed leg.
    public var mirrored: Leg?
    /// The second copy to legacy, where one was sent.
    public var control: Leg?
    /// Whether the candidate was to serve, failed, and the client got legacy's answer instead.
    public var fellBack: Bool
    /// Nanoseconds from when the candidate was asked until legacy was, in its place; 0 where the candidate was skipped, `nil`
    /// without a fallback.
    public var fallbackDelay: Int64?
    /// Whether a later request on the same client connection reached a side before this one's copy was done with, so that
    /// the two sides did not see the same order.
    public var isOvertaken: Bool

    public init(
        id: String,
        route: Route,
        operation: Operation,
        assignment: Assignment,
        userKey: String? = nil,
        request: CapturedRequest,
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

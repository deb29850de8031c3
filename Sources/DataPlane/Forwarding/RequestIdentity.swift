/// Who a request is, for both sides alike.
struct RequestIdentity {
    /// The value of `x-request-id`; `isNewRequestID` where the client sent none.
    let requestID: String
    let isNewRequestID: Bool
    /// Trace and parent of a `traceparent` to add; `nil` where the client sent one (W3C Trace Context §3.2).
    let newTraceparent: (trace: (UInt64, UInt64), parent: UInt64)?
    /// The client's address, without the port.
    let clientAddress: String

    /// - Parameter random: Gives the words that new identifiers are made of.
    init(_ head: RequestHead, clientAddress: String, random: () -> UInt64) {
        self.clientAddress = clientAddress
        var requestID: String?
        var hasTraceparent = false
        for field in head.fields where field.known.isCorrelation {
            // An empty field names nothing, and one that is listed in `Connection` goes no further.
            guard !field.value.isEmpty, !head.isHopByHop(field) else { continue }
            if field.known == .traceparent {
                hasTraceparent = true
            } else if requestID == nil {
                requestID = head.text(field.value)
            }
        }
        isNewRequestID = requestID == nil
        self.requestID = requestID ?? Hexadecimal.text(random(), random())
        // Neither identifier may be all zeros.
        newTraceparent = hasTraceparent ? nil : ((random(), random() | 1), random() | 1)
    }
}

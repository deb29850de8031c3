import NIOCore
import Traffic

/// Writes a request's head as it goes to one side: the client's end-to-end fields in their order, without what is for this
/// connection only, with what a proxy has to add (RFC 9110 §7.6).
final class RequestHeadWriter: Sendable {
    /// The marks of copies.
    enum Mark {
        case none, mirror, dryRun
    }

    let upstream: UpstreamConfiguration
    private let hasPathPrefix: Bool
    private let usesUpstreamHost: Bool
    /// Names of the client's fields that are taken off, in lower case.
    private let takenOff: Set<String>
    /// `Host`, where it is the upstream's own, and the fields that are set.
    private let hostLine: String
    private let setLines: String

    /// Fields that decide framing or belong to the connection are the proxy's own: they cannot be set or taken off.
    init(_ upstream: UpstreamConfiguration) {
        self.upstream = upstream
        hasPathPrefix = !upstream.pathPrefix.isEmpty
        let fields = upstream.setFields.filter { !KnownField.of($0.name).belongsToConnection }
        let host = fields.first { KnownField.of($0.name) == .host }
        usesUpstreamHost = upstream.hostField == .upstream || host != nil
        hostLine = "Host: \(host?.value ?? upstream.authority)\r\n"
        let set = fields.filter { KnownField.of($0.name) != .host }
        setLines = set.map { "\($0.name): \($0.value)\r\n" }.joined()
        let removed = upstream.removedFields.filter { !KnownField.of($0).belongsToConnection && $0 != "host" }
        takenOff = Set(set.map { $0.name.lowercased() } + removed.map { $0.lowercased() })
    }

    /// Whether nothing in a head depends on the upstream where the client names a host, as all but HTTP/1.0 must.
    var writesTheClientsFieldsAlone: Bool {
        !usesUpstreamHost && setLines.isEmpty && takenOff.isEmpty && !hasPathPrefix
    }

    /// A head that was written without a mark, with one.
    ///
    /// - Parameter room: For what comes behind the head.
    static func marked(_ head: ByteBuffer, _ mark: Mark, room: Int, buffers: HeadBuffers) -> ByteBuffer {
        buffers.head(expected: head.readableBytes + 64, room: room) { text in
            head.withUnsafeReadableBytes { text.append($0, 0..<$0.count - 2) }
            write(mark, &text)
            text.append("\r\n")
        }
    }

    private static func write(_ mark: Mark, _ text: inout HeadText) {
        switch mark {
        case .none: break
        case .mirror: text.append("Parallax-Mirror: ?1\r\n")
        case .dryRun: text.append("Parallax-Mirror: ?1\r\nParallax-Dry-Run: ?1\r\n")
        }
    }

    /// - Parameter keepsExpectation: Whether `Expect` is passed on, so that the upstream says when it is ready.
    func write(
        _ head: RequestHead,
        identity: RequestIdentity,
        mark: Mark,
        keepsExpectation: Bool,
        buffers: HeadBuffers
    ) -> ByteBuffer {
        buffers.head(expected: head.bytes.readableBytes + 384, room: OutputBuffer.room(for: head.body)) { text in
            head.bytes.withUnsafeReadableBytes { bytes in
                writeRequestLine(head, bytes, &text)
                writeHost(head, bytes, &text)
                writeFields(head, bytes, identity, keepsExpectation, &text)
            }
            writeOwnFields(head, identity, mark, &text)
        }
    }

    /// What of a trailer section goes to this side: no field that the proxy itself sets, extends or takes off, since an
    /// upstream may add trailers to the fields of the head.
    func trailers(_ section: ByteBuffer) -> ByteBuffer? {
        TrailerSection.filter(section) { field, name in
            !field.isExtended && !field.isCorrelation && field != .expect && !takenOff.contains(name)
        }
    }

    private func writeFields(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer,
        _ identity: RequestIdentity,
        _ keepsExpectation: Bool,
        _ text: inout HeadText
    ) {
        var run = LineRun()
        let last = lastForwarded(head, bytes)
        for (index, field) in head.fields.enumerated() {
            guard isForwarded(field, head, bytes, identity, keepsExpectation) else { continue }
            guard field.known.isExtended, last.contains(index) else {
                run.add(field.line, bytes, to: &text)
                continue
            }
            run.add(field.line.lowerBound..<field.line.upperBound - 2, bytes, to: &text)
            run.finish(bytes, to: &text)
            if !field.value.isEmpty { text.append(", ") }
            writeOwn(field.known, head, bytes, identity, &text)
            text.append("\r\n")
        }
        run.finish(bytes, to: &text)
        writeMissing(last, head, bytes, identity, &text)
    }

    private func writeRequestLine(_ head: RequestHead, _ bytes: UnsafeRawBufferPointer, _ text: inout HeadText) {
        text.append(bytes, head.method)
        text.append(" ")
        // What asks the server as a whole has no path that could stand below another.
        if hasPathPrefix, !asksServerAsAWhole(head, bytes) { text.append(string: upstream.pathPrefix) }
        if head.pathAndQuery.isEmpty, head.methodKind == .options {
            // The server as a whole was asked, in absolute form (RFC 9112 §3.2.4).
            text.append("*")
        } else if head.pathAndQuery.isEmpty || bytes[head.pathAndQuery.lowerBound] == Octets.questionMark {
            text.append("/")
        }
        text.append(bytes, head.pathAndQuery)
        text.append(" HTTP/1.1\r\n")
    }

    private func asksServerAsAWhole(_ head: RequestHead, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard head.methodKind == .options else { return false }
        return head.pathAndQuery.isEmpty || bytes[head.pathAndQuery.lowerBound] == UInt8(ascii: "*")
    }

    /// `Host` comes first where it does not come from a field of the client's.
    private func writeHost(_ head: RequestHead, _ bytes: UnsafeRawBufferPointer, _ text: inout HeadText) {
        if usesUpstreamHost {
            text.append(string: hostLine)
        } else if let authority = head.authority {
            text.append("Host: ")
            text.append(bytes, authority)
            text.append("\r\n")
        } else if head.host == nil {
            text.append(string: hostLine)
        }
    }

    private func isForwarded(
        _ field: FieldLine,
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer,
        _ identity: RequestIdentity,
        _ keepsExpectation: Bool
    ) -> Bool {
        switch field.known {
        case .connection, .keepAlive, .proxyConnection, .te, .upgrade, .transferEncoding, .platformInternal, .mark:
            return false
        case .expect: return keepsExpectation && !head.isHTTP10
        case .host: return !usesUpstreamHost && head.authority == nil
        case .contentLength: return true
        case .requestID where identity.isNewRequestID: return false
        case .traceparent where identity.newTraceparent != nil: return false
        default:
            if head.options.names(field, bytes) { return false }
            return takenOff.isEmpty || !takenOff.contains(head.text(field.name).lowercased())
        }
    }

    // MARK: What tells the upstream who asked

    /// Where the fields that a proxy extends stand last, among those that are forwarded.
    private struct LastForwarded {
        var via: Int?
        var address: Int?
        var scheme: Int?
        var host: Int?

        func contains(_ index: Int) -> Bool { index == via || index == address || index == scheme || index == host }
    }

    private func lastForwarded(_ head: RequestHead, _ bytes: UnsafeRawBufferPointer) -> LastForwarded {
        var last = LastForwarded()
        for (index, field) in head.fields.enumerated() where field.known.isExtended {
            guard !head.options.names(field, bytes), !isTakenOff(field.known) else { continue }
            switch field.known {
            case .via: last.via = index
            case .forwardedFor: last.address = index
            case .forwardedProto: last.scheme = index
            case .forwardedHost: last.host = index
            default: break
            }
        }
        return last
    }

    private func writeMissing(
        _ last: LastForwarded,
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer,
        _ identity: RequestIdentity,
        _ text: inout HeadText
    ) {
        if last.via == nil, !isTakenOff(.via) { text.append("Via: 1.1 parallax\r\n") }
        if last.address == nil, !isTakenOff(.forwardedFor) {
            text.append("X-Forwarded-For: ")
            text.append(string: identity.clientAddress)
            text.append("\r\n")
        }
        if last.scheme == nil, !isTakenOff(.forwardedProto) { text.append("X-Forwarded-Proto: http\r\n") }
        if last.host == nil, let host = head.authority ?? head.host, !isTakenOff(.forwardedHost) {
            text.append("X-Forwarded-Host: ")
            text.append(bytes, host)
            text.append("\r\n")
        }
    }

    /// What this proxy has to say in one of the fields that a proxy extends.
    private func writeOwn(
        _ field: KnownField,
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer,
        _ identity: RequestIdentity,
        _ text: inout HeadText
    ) {
        switch field {
        case .via: text.append("1.1 parallax")
        case .forwardedFor: text.append(string: identity.clientAddress)
        case .forwardedProto: text.append("http")
        case .forwardedHost: if let host = head.authority ?? head.host { text.append(bytes, host) }
        default: break
        }
    }

    private func isTakenOff(_ field: KnownField) -> Bool {
        guard !takenOff.isEmpty, let name = field.addedName else { return false }
        return takenOff.contains(name)
    }

    private func writeOwnFields(
        _ head: RequestHead,
        _ identity: RequestIdentity,
        _ mark: Mark,
        _ text: inout HeadText
    ) {
        if identity.isNewRequestID, !isTakenOff(.requestID) {
            text.append("X-Request-Id: ")
            text.append(string: identity.requestID)
            text.append("\r\n")
        }
        if let traceparent = identity.newTraceparent, !isTakenOff(.traceparent) {
            text.append("traceparent: 00-")
            text.append(hexadecimal: traceparent.trace.0)
            text.append(hexadecimal: traceparent.trace.1)
            text.append("-")
            text.append(hexadecimal: traceparent.parent)
            text.append("-01\r\n")
        }
        if !setLines.isEmpty { text.append(string: setLines) }
        if mark == .none, head.isWebSocketUpgrade {
            text.append("Connection: Upgrade\r\nUpgrade: websocket\r\n")
        }
        if head.body == .chunked { text.append("Transfer-Encoding: chunked\r\n") }
        Self.write(mark, &text)
        text.append("\r\n")
    }
}

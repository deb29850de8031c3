import NIOCore
import Traffic

/// Writes a request's head as it goes to one side: the client's end-to-end fields in their order, without what is for this
/// connection only, with what a proxy has to add (RFC 9110 §7.6).
struct RequestHeadWriter {
    /// The marks of copies.
    enum Mark {
        case none, mirror, dryRun
    }

    private static let via = "1.1 parallax"

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
    static func marked(_ head: ByteBuffer, _ mark: Mark, allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: head.readableBytes + 64)
        buffer.writeImmutableBuffer(head.withoutEmptyLine)
        write(mark, &buffer)
        buffer.writeStaticString("\r\n")
        return buffer
    }

    private static func write(_ mark: Mark, _ buffer: inout ByteBuffer) {
        switch mark {
        case .none: break
        case .mirror: buffer.writeStaticString("Parallax-Mirror: ?1\r\n")
        case .dryRun: buffer.writeStaticString("Parallax-Mirror: ?1\r\nParallax-Dry-Run: ?1\r\n")
        }
    }

    /// - Parameter keepsExpectation: Whether `Expect` is passed on, so that the upstream says when it is ready.
    func write(
        _ head: RequestHead,
        identity: RequestIdentity,
        mark: Mark,
        keepsExpectation: Bool,
        allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: head.bytes.readableBytes + 384 + OutputBuffer.room(for: head.body))
        head.bytes.withUnsafeReadableBytes { bytes in
            writeRequestLine(head, bytes, &buffer)
            writeHost(head, bytes, &buffer)
            let last = lastForwarded(head, bytes)
            for (index, field) in head.fields.enumerated() {
                guard isForwarded(field, head, bytes, identity, keepsExpectation) else { continue }
                guard field.known.isExtended, last.contains(index) else {
                    buffer.writeBytes(bytes[field.line])
                    continue
                }
                buffer.writeBytes(bytes[field.line.lowerBound..<field.line.upperBound - 2])
                if !field.value.isEmpty { buffer.writeStaticString(", ") }
                writeOwn(field.known, head, bytes, identity, &buffer)
                buffer.writeStaticString("\r\n")
            }
            writeMissing(last, head, bytes, identity, &buffer)
        }
        writeOwnFields(head, identity, mark, &buffer)
        return buffer
    }

    private func writeRequestLine(_ head: RequestHead, _ bytes: UnsafeRawBufferPointer, _ buffer: inout ByteBuffer) {
        buffer.writeBytes(bytes[head.method])
        buffer.writeInteger(Octets.space)
        // What asks the server as a whole has no path that could stand below another.
        if hasPathPrefix, !asksServerAsAWhole(head, bytes) { buffer.writeString(upstream.pathPrefix) }
        if head.pathAndQuery.isEmpty, head.methodKind == .options {
            // The server as a whole was asked, in absolute form (RFC 9112 §3.2.4).
            buffer.writeInteger(UInt8(ascii: "*"))
        } else if head.pathAndQuery.isEmpty || bytes[head.pathAndQuery.lowerBound] == Octets.questionMark {
            buffer.writeInteger(Octets.slash)
        }
        buffer.writeBytes(bytes[head.pathAndQuery])
        buffer.writeStaticString(" HTTP/1.1\r\n")
    }

    private func asksServerAsAWhole(_ head: RequestHead, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard head.methodKind == .options else { return false }
        return head.pathAndQuery.isEmpty || bytes[head.pathAndQuery.lowerBound] == UInt8(ascii: "*")
    }

    /// `Host` comes first where it does not come from a field of the client's.
    private func writeHost(_ head: RequestHead, _ bytes: UnsafeRawBufferPointer, _ buffer: inout ByteBuffer) {
        if usesUpstreamHost {
            buffer.writeString(hostLine)
        } else if let authority = head.authority {
            buffer.writeStaticString("Host: ")
            buffer.writeBytes(bytes[authority])
            buffer.writeStaticString("\r\n")
        } else if head.host == nil {
            buffer.writeString(hostLine)
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
        _ buffer: inout ByteBuffer
    ) {
        func write(_ field: KnownField, _ start: StaticString) {
            guard !isTakenOff(field) else { return }
            buffer.writeStaticString(start)
            writeOwn(field, head, bytes, identity, &buffer)
            buffer.writeStaticString("\r\n")
        }
        if last.via == nil { write(.via, "Via: ") }
        if last.address == nil { write(.forwardedFor, "X-Forwarded-For: ") }
        if last.scheme == nil { write(.forwardedProto, "X-Forwarded-Proto: ") }
        if last.host == nil, head.authority ?? head.host != nil { write(.forwardedHost, "X-Forwarded-Host: ") }
    }

    /// What this proxy has to say in one of the fields that a proxy extends.
    private func writeOwn(
        _ field: KnownField,
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer,
        _ identity: RequestIdentity,
        _ buffer: inout ByteBuffer
    ) {
        switch field {
        case .via: buffer.writeString(Self.via)
        case .forwardedFor: buffer.writeString(identity.clientAddress)
        case .forwardedProto: buffer.writeStaticString("http")
        case .forwardedHost: if let host = head.authority ?? head.host { buffer.writeBytes(bytes[host]) }
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
        _ buffer: inout ByteBuffer
    ) {
        if identity.isNewRequestID, !isTakenOff(.requestID) {
            buffer.writeStaticString("X-Request-Id: ")
            buffer.writeString(identity.requestID)
            buffer.writeStaticString("\r\n")
        }
        if let traceparent = identity.newTraceparent, !isTakenOff(.traceparent) {
            buffer.writeStaticString("traceparent: 00-")
            Hexadecimal.write(traceparent.trace.0, to: &buffer)
            Hexadecimal.write(traceparent.trace.1, to: &buffer)
            buffer.writeStaticString("-")
            Hexadecimal.write(traceparent.parent, to: &buffer)
            buffer.writeStaticString("-01\r\n")
        }
        if !setLines.isEmpty { buffer.writeString(setLines) }
        if mark == .none, head.isWebSocketUpgrade {
            buffer.writeStaticString("Connection: Upgrade\r\nUpgrade: websocket\r\n")
        }
        if head.body == .chunked { buffer.writeStaticString("Transfer-Encoding: chunked\r\n") }
        Self.write(mark, &buffer)
        buffer.writeStaticString("\r\n")
    }
}

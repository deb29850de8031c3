import NIOCore
import Traffic

/// Who a request is, for both sides alike.
struct RequestIdentity {
    /// The value of `x-request-id`; `isNew` where the client sent none.
    var requestID: String
    var isNewRequestID: Bool
    /// A `traceparent` to add; `nil` where the client sent one (W3C Trace Context §3.2).
    var newTraceparent: String?
    /// The client's address, without the port.
    var clientAddress: String
    var isTLS: Bool
}

/// Writes a request's head as it goes to one side: the client's end-to-end fields in their order, without what is for this
/// connection only, with what a proxy has to add (RFC 9110 §7.6).
struct RequestHeadWriter {
    /// The marks of copies.
    enum Mark {
        case none, mirror, dryRun
    }

    private static let via = "1.1 parallax"

    let upstream: UpstreamConfiguration
    private let usesUpstreamHost: Bool
    private let setNames: [String]

    init(_ upstream: UpstreamConfiguration) {
        self.upstream = upstream
        usesUpstreamHost = upstream.hostField == .upstream
        setNames = upstream.setFields.map { $0.name.lowercased() }
    }

    /// - Parameter keepsExpectation: Whether `Expect` is passed on, so that the upstream says when it is ready.
    func write(
        _ head: RequestHead,
        identity: RequestIdentity,
        mark: Mark,
        keepsExpectation: Bool,
        allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: head.bytes.readableBytes + 384)
        writeRequestLine(head, &buffer)
        head.bytes.withUnsafeReadableBytes { bytes in
            writeHost(head, bytes, &buffer)
            let forwarded = ForwardedFields(head)
            for (index, field) in head.fields.enumerated() {
                guard isForwarded(field, head, bytes, keepsExpectation) else { continue }
                if let extended = forwarded.extension(at: index, identity, head, bytes) {
                    buffer.writeBytes(bytes[field.line.lowerBound..<field.line.upperBound - 2])
                    buffer.writeString(field.value.isEmpty ? extended : ", " + extended)
                    buffer.writeStaticString("\r\n")
                } else {
                    buffer.writeBytes(bytes[field.line])
                }
            }
            forwarded.writeMissing(identity, host: hostValue(head, bytes), &buffer)
        }
        writeOwnFields(head, identity, mark, &buffer)
        return buffer
    }

    private func writeRequestLine(_ head: RequestHead, _ buffer: inout ByteBuffer) {
        head.bytes.withUnsafeReadableBytes { bytes in
            buffer.writeBytes(bytes[head.method])
            buffer.writeInteger(Octets.space)
            if head.pathAndQuery.isEmpty || bytes[head.pathAndQuery.lowerBound] == Octets.questionMark {
                buffer.writeInteger(Octets.slash)
            }
            buffer.writeBytes(bytes[head.pathAndQuery])
        }
        buffer.writeStaticString(" HTTP/1.1\r\n")
    }

    /// `Host` comes first where it does not come from a field of the client's.
    private func writeHost(_ head: RequestHead, _ bytes: UnsafeRawBufferPointer, _ buffer: inout ByteBuffer) {
        if usesUpstreamHost {
            buffer.writeString("Host: \(upstream.authority)\r\n")
        } else if let authority = head.authority {
            buffer.writeStaticString("Host: ")
            buffer.writeBytes(bytes[authority])
            buffer.writeStaticString("\r\n")
        } else if !head.fields.contains(where: { $0.known == .host }) {
            buffer.writeString("Host: \(upstream.authority)\r\n")
        }
    }

    private func hostValue(_ head: RequestHead, _ bytes: UnsafeRawBufferPointer) -> String? {
        if let authority = head.authority { return head.text(authority) }
        return head.fields.first { $0.known == .host }.map { head.text($0.value) }
    }

    private func isForwarded(
        _ field: FieldLine,
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer,
        _ keepsExpectation: Bool
    ) -> Bool {
        switch field.known {
        case .connection, .keepAlive, .proxyConnection, .te, .upgrade, .transferEncoding, .platformInternal, .mark:
            return false
        case .expect: return keepsExpectation && !head.isHTTP10
        case .host: return !usesUpstreamHost && head.authority == nil
        case .contentLength: return true
        default:
            if head.options.names(field, bytes) { return false }
            if upstream.removedFields.isEmpty, setNames.isEmpty { return true }
            let name = head.text(field.name).lowercased()
            return !upstream.removedFields.contains(name) && !setNames.contains(name)
        }
    }

    private func writeOwnFields(
        _ head: RequestHead,
        _ identity: RequestIdentity,
        _ mark: Mark,
        _ buffer: inout ByteBuffer
    ) {
        if identity.isNewRequestID { buffer.writeString("X-Request-Id: \(identity.requestID)\r\n") }
        if let traceparent = identity.newTraceparent { buffer.writeString("traceparent: \(traceparent)\r\n") }
        for field in upstream.setFields { buffer.writeString("\(field.name): \(field.value)\r\n") }
        switch mark {
        case .none: break
        case .mirror: buffer.writeStaticString("Parallax-Mirror: ?1\r\n")
        case .dryRun: buffer.writeStaticString("Parallax-Mirror: ?1\r\nParallax-Dry-Run: ?1\r\n")
        }
        if head.body == .chunked { buffer.writeStaticString("Transfer-Encoding: chunked\r\n") }
        buffer.writeStaticString("\r\n")
    }

    /// The fields that tell the upstream who asked: an existing list is extended at its last line, a missing one added.
    private struct ForwardedFields {
        private var last: (via: Int?, address: Int?, scheme: Int?, host: Int?) = (nil, nil, nil, nil)

        init(_ head: RequestHead) {
            for (index, field) in head.fields.enumerated() {
                switch field.known {
                case .via: last.via = index
                case .forwardedFor: last.address = index
                case .forwardedProto: last.scheme = index
                case .forwardedHost: last.host = index
                default: break
                }
            }
        }

        func `extension`(
            at index: Int,
            _ identity: RequestIdentity,
            _ head: RequestHead,
            _ bytes: UnsafeRawBufferPointer
        ) -> String? {
            switch index {
            case last.via: RequestHeadWriter.via
            case last.address: identity.clientAddress
            case last.scheme: identity.isTLS ? "https" : "http"
            case last.host:
                head.fields.first { $0.known == .host }.map { head.text(head.authority ?? $0.value) }
            default: nil
            }
        }

        func writeMissing(_ identity: RequestIdentity, host: String?, _ buffer: inout ByteBuffer) {
            if last.via == nil { buffer.writeString("Via: \(RequestHeadWriter.via)\r\n") }
            if last.address == nil { buffer.writeString("X-Forwarded-For: \(identity.clientAddress)\r\n") }
            if last.scheme == nil {
                buffer.writeString("X-Forwarded-Proto: \(identity.isTLS ? "https" : "http")\r\n")
            }
            if last.host == nil, let host { buffer.writeString("X-Forwarded-Host: \(host)\r\n") }
        }
    }
}

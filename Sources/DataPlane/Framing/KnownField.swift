/// The fields that a proxy has to understand; everything else passes through.
enum KnownField: UInt8 {
    case other
    // Framing and routing.
    case contentLength, transferEncoding, host, expect, trailer
    // Hop-by-hop (RFC 9110 §7.6.1).
    case connection, keepAlive, proxyConnection, te, upgrade
    // Extended on the way.
    case via, forwardedFor, forwardedProto, forwardedHost
    // Correlation.
    case requestID, traceparent
    /// Set by the hosting platform itself; a client's are taken off.
    case platformInternal
    /// This proxy's own marks; a client's are taken off.
    case mark

    /// Recognises a name, given by its range; switches on length first, so that most names cost one comparison.
    static func of(_ bytes: UnsafeRawBufferPointer, _ name: Range<Int>) -> KnownField {
        func isNamed(_ word: StaticString) -> Bool { Octets.equals(bytes, name, word) }
        switch name.count {
        case 2: return isNamed("te") ? .te : .other
        case 3: return isNamed("via") ? .via : .other
        case 4: return isNamed("host") ? .host : .other
        case 6: return isNamed("expect") ? .expect : .other
        case 7: return isNamed("upgrade") ? .upgrade : isNamed("trailer") ? .trailer : .other
        case 10: return isNamed("connection") ? .connection : isNamed("keep-alive") ? .keepAlive : .other
        case 11: return isNamed("traceparent") ? .traceparent : .other
        case 12: return isNamed("x-request-id") ? .requestID : .other
        case 14: return isNamed("content-length") ? .contentLength : .other
        case 15: return isNamed("x-forwarded-for") ? .forwardedFor : isNamed("parallax-mirror") ? .mark : .other
        case 16:
            if isNamed("x-forwarded-host") { return .forwardedHost }
            if isNamed("proxy-connection") { return .proxyConnection }
            return isNamed("parallax-dry-run") ? .mark : .other
        case 17:
            return isNamed("transfer-encoding")
                ? .transferEncoding : isNamed("x-forwarded-proto") ? .forwardedProto : .other
        case 18: return isNamed("x-nf-function-name") ? .platformInternal : .other
        case 19: return isNamed("x-nf-function-route") ? .platformInternal : .other
        case 25: return isNamed("x-netlify-original-search") ? .platformInternal : .other
        case 27: return isNamed("x-netlify-original-pathname") ? .platformInternal : .other
        default: return .other
        }
    }

    /// Recognises a name given as text.
    static func of(_ name: String) -> KnownField {
        var name = name
        return name.withUTF8 { of(UnsafeRawBufferPointer($0), 0..<$0.count) }
    }

    /// Whether the field may never come as a trailer (RFC 9110 §6.5.1): it decides framing or routing, or is a mark that
    /// only this proxy may set.
    var isForbiddenInTrailers: Bool {
        switch self {
        case .contentLength, .transferEncoding, .host, .mark, .platformInternal: true
        default: false
        }
    }

    /// Whether the field is about framing or this connection, so that nobody but the proxy may set it.
    var belongsToConnection: Bool { isHopByHop || self == .contentLength || self == .expect || self == .trailer }

    /// Whether a proxy adds its own element to the field.
    var isExtended: Bool {
        switch self {
        case .via, .forwardedFor, .forwardedProto, .forwardedHost: true
        default: false
        }
    }

    /// Whether the field tells which request this is.
    var isCorrelation: Bool { self == .requestID || self == .traceparent }

    /// The name, in lower case, of the fields that this proxy adds to a request.
    var addedName: String? {
        switch self {
        case .via: "via"
        case .forwardedFor: "x-forwarded-for"
        case .forwardedProto: "x-forwarded-proto"
        case .forwardedHost: "x-forwarded-host"
        case .requestID: "x-request-id"
        case .traceparent: "traceparent"
        default: nil
        }
    }

    /// Whether the field is for this connection only and never forwarded.
    var isHopByHop: Bool {
        switch self {
        case .connection, .keepAlive, .proxyConnection, .te, .upgrade, .transferEncoding: true
        default: false
        }
    }
}

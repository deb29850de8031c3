import NIOCore
import NIOSSL

/// What TLS to one side is made with.
struct UpstreamTLSContext: Sendable {
    private let context: NIOSSLContext
    private let serverName: String?

    /// - Throws: ``UpstreamTLSError`` where the trusted certificates cannot be read.
    init(_ configuration: UpstreamConfiguration) throws(UpstreamTLSError) {
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.minimumTLSVersion = .tlsv12
        settings.applicationProtocols = ["http/1.1"]
        // For the peer to answer an end; by then the connection is nobody's.
        settings.shutdownTimeout = .seconds(1)
        if let path = configuration.tls.trustRoots {
            settings.trustRoots = .certificates(try Self.certificates(inFile: path))
        }
        if !configuration.tls.verifies { settings.certificateVerification = .none }
        do {
            context = try NIOSSLContext(configuration: settings)
        } catch {
            throw UpstreamTLSError(description: "TLS cannot be set up: \(error)")
        }
        let name = configuration.tls.serverName ?? configuration.host
        // An address is no name for server name indication (RFC 6066 §3); it is looked for in the certificate all the same.
        let isAddress = (try? SocketAddress(ipAddress: name, port: 0)) != nil
        serverName = isAddress ? nil : name
    }

    static func certificates(inFile path: String) throws(UpstreamTLSError) -> [NIOSSLCertificate] {
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw UpstreamTLSError(description: "'\(path)' is no file of PEM certificates")
        }
        guard !certificates.isEmpty else { throw UpstreamTLSError(description: "'\(path)' holds no certificate") }
        return certificates
    }

    /// Puts TLS into a channel that is not active yet.
    ///
    /// - Returns: The handler that says when the handshake is through.
    func install(in channel: any Channel) throws -> TLSHandshakeHandler {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: serverName))
        let handshake = TLSHandshakeHandler(eventLoop: channel.eventLoop)
        try pipeline.addHandler(handshake)
        return handshake
    }
}

/// Why TLS cannot be set up; it holds nothing secret.
public struct UpstreamTLSError: Error, Equatable, CustomStringConvertible {
    public let description: String

    /// What is wrong with a file of trusted certificates, or `nil`.
    public static func problem(withTrustRoots path: String) -> String? {
        do throws(UpstreamTLSError) {
            _ = try UpstreamTLSContext.certificates(inFile: path)
            return nil
        } catch {
            return error.description
        }
    }
}

import Hummingbird

/// What a responder needs to know beside the request.
struct FunctionRequestContext: InitializableFromSource {
    let clientAddress: String

    init(source: ApplicationRequestContextSource) {
        clientAddress = source.channel.remoteAddress?.ipAddress ?? "127.0.0.1"
    }
}

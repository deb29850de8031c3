import Hummingbird
import Logging

/// What a responder needs to know beside the request.
struct FunctionRequestContext: InitializableFromSource {
    let clientAddress: String
    let logger: Logger

    init(source: ApplicationRequestContextSource) {
        clientAddress = source.channel.remoteAddress?.ipAddress ?? "127.0.0.1"
        logger = source.logger
    }
}

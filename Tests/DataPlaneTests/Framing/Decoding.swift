import NIOCore

@testable import DataPlane

/// What a decoder makes of bytes: merged so that it does not depend on how they were split.
struct Decoded: Equatable, CustomStringConvertible {
    var messages: [Message] = []
    var error: FramingError?
    /// Whether the last message is not complete.
    var isOpen: Bool { messages.last.map { !$0.isEnded } ?? false }

    struct Message: Equatable {
        var head: String
        var body: String = ""
        var trailers: String?
        var isEnded = false
    }

    var description: String {
        messages.map { "\($0.head.debugDescription) + \($0.body.debugDescription) \($0.isEnded)" }.joined(
            separator: "; ")
            + (error.map { " error: \($0)" } ?? "")
    }

    mutating func add(body: ByteBuffer) { messages[messages.count - 1].body += String(buffer: body) }

    mutating func end(trailers: ByteBuffer?) {
        messages[messages.count - 1].isEnded = true
        messages[messages.count - 1].trailers = trailers.map { String(buffer: $0) }
    }
}

/// All the ways in which a test splits bytes: whole, in two at each position, and in single bytes.
func splits(_ bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
    var result = [[bytes[...]], bytes.indices.map { bytes[$0...$0] }]
    for position in bytes.indices.dropFirst() { result.append([bytes[..<position], bytes[position...]]) }
    return result
}

func decodeRequests(_ pieces: [ArraySlice<UInt8>], limits: FramingLimits = FramingLimits()) -> Decoded {
    var decoder = RequestDecoder(limits: limits)
    var result = Decoded()
    do throws(FramingError) {
        for piece in pieces {
            decoder.receive(ByteBuffer(bytes: piece))
            while let event = try decoder.next() {
                switch event {
                case .head(let head): result.messages.append(.init(head: String(buffer: head.bytes)))
                case .body(let body): result.add(body: body)
                case .end(let trailers): result.end(trailers: trailers)
                }
            }
        }
    } catch {
        result.error = error
    }
    return result
}

func decodeAnswer(_ pieces: [ArraySlice<UInt8>], toHead: Bool = false, toUpgrade: Bool = false) -> (
    Decoded, isClean: Bool
) {
    var decoder = AnswerDecoder(limits: FramingLimits())
    decoder.expectAnswer(toHead: toHead, toUpgrade: toUpgrade)
    var result = Decoded()
    do throws(FramingError) {
        for piece in pieces {
            decoder.receive(ByteBuffer(bytes: piece))
            while let event = try decoder.next() {
                switch event {
                case .interim(let head):
                    result.messages.append(.init(head: String(buffer: head.bytes), isEnded: true))
                case .head(let head): result.messages.append(.init(head: String(buffer: head.bytes)))
                case .body(let body): result.add(body: body)
                case .end(let trailers): result.end(trailers: trailers)
                }
            }
        }
    } catch {
        result.error = error
    }
    return (result, decoder.finish())
}

import NIOCore

@testable import DataPlane

extension Reading {
    /// Requests as this proxy reads them.
    static func parallax(requests bytes: [UInt8]) -> Reading {
        var decoder = RequestDecoder(limits: FramingLimits())
        decoder.receive(ByteBuffer(bytes: bytes))
        var reading = Reading()
        do throws(FramingError) {
            while let event = try decoder.next() {
                switch event {
                case .head(let head):
                    reading.messages.append(
                        ReadMessage(
                            start: reading.text(head.bytes, 0..<MessageHeadView.request(head).startLineEnd),
                            fields: reading.fields(head.bytes, head.fields)))
                case .body(let body): reading.append(body)
                case .end(let trailers): reading.end(trailers)
                }
            }
        } catch {
            reading.error = error
        }
        return reading
    }

    /// Answers as this proxy reads them, each to a `GET` or all to a `HEAD`.
    static func parallax(answers bytes: [UInt8], toHead: Bool) -> Reading {
        var decoder = AnswerDecoder(limits: FramingLimits())
        decoder.expectAnswer(toHead: toHead, toUpgrade: true)
        decoder.receive(ByteBuffer(bytes: bytes))
        var reading = Reading()
        do throws(FramingError) {
            while let event = try decoder.next() {
                switch event {
                case .interim(let head):
                    reading.append(head)
                    reading.messages[reading.messages.count - 1].isEnded = true
                case .head(let head): reading.append(head)
                case .body(let body): reading.append(body)
                case .end(let trailers):
                    reading.end(trailers)
                    decoder.expectAnswer(toHead: toHead, toUpgrade: true)
                }
            }
        } catch {
            reading.error = error
        }
        return reading
    }

    private mutating func append(_ head: AnswerHead) {
        let version = text(head.bytes, 0..<8)
        messages.append(ReadMessage(start: "\(version) \(head.status)", fields: fields(head.bytes, head.fields)))
    }

    private mutating func append(_ body: ByteBuffer) {
        messages[messages.count - 1].body += body.readableBytesView
    }

    private mutating func end(_ trailers: ByteBuffer?) {
        messages[messages.count - 1].isEnded = true
        guard let trailers else { return }
        messages[messages.count - 1].trailers = String(buffer: trailers).split(separator: "\r\n").map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return ReadMessage.Field(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
    }

    private func fields(_ bytes: ByteBuffer, _ fields: [FieldLine]) -> [ReadMessage.Field] {
        fields.map { ReadMessage.Field(text(bytes, $0.name), text(bytes, $0.value)) }
    }

    private func text(_ bytes: ByteBuffer, _ range: Range<Int>) -> String {
        let view = bytes.readableBytesView
        return String(
            decoding: view[view.startIndex + range.lowerBound..<view.startIndex + range.upperBound], as: UTF8.self)
    }
}

@testable import DataPlane

/// The content of a message found the simple way: with all bytes at hand, and without any strictness.
///
/// It is written to be obviously right for what a decoder accepts, and shares no code with it.
struct NaiveContent {
    private(set) var body: [UInt8] = []
    private(set) var trailers: Range<Int>?
    /// Where the next message begins; `nil` where this one is not complete.
    private(set) var end: Int?

    mutating func read(_ wire: UnsafeRawBufferPointer, from start: Int, _ framing: BodyFraming) {
        body.removeAll(keepingCapacity: true)
        trailers = nil
        end = nil
        switch framing {
        case .none: end = start
        case .length(let length):
            let available = min(length, wire.count - start)
            body.append(contentsOf: wire[start..<start + available])
            if available == length { end = start + length }
        case .untilClose: body.append(contentsOf: wire[start...])
        case .chunked: readChunks(wire, from: start)
        }
    }

    private mutating func readChunks(_ wire: UnsafeRawBufferPointer, from start: Int) {
        var position = start
        while let lineEnd = Self.lineEnd(wire, from: position), let size = Self.size(wire, position..<lineEnd) {
            position = lineEnd + 2
            guard size > 0 else { return readTrailers(wire, from: position) }
            let available = min(size, wire.count - position)
            body.append(contentsOf: wire[position..<position + available])
            guard available == size, wire.count - position - size >= 2 else { return }
            position += size + 2
        }
    }

    private mutating func readTrailers(_ wire: UnsafeRawBufferPointer, from start: Int) {
        var position = start
        while let lineEnd = Self.lineEnd(wire, from: position) {
            if lineEnd == position {
                trailers = start == position ? nil : start..<position
                end = lineEnd + 2
                return
            }
            position = lineEnd + 2
        }
    }

    /// Where the first CRLF begins.
    static func lineEnd(_ wire: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        while index + 1 < wire.count {
            if wire[index] == 13, wire[index + 1] == 10 { return index }
            index += 1
        }
        return nil
    }

    private static func size(_ wire: UnsafeRawBufferPointer, _ line: Range<Int>) -> Int? {
        var value = 0
        for index in line {
            // Fifteen digits fit.
            guard wire[index] == 0x3B || index - line.lowerBound < 15 else { return nil }
            switch wire[index] {
            case 0x30...0x39: value = value * 16 + Int(wire[index] - 0x30)
            case 0x41...0x46: value = value * 16 + Int(wire[index] - 0x41) + 10
            case 0x61...0x66: value = value * 16 + Int(wire[index] - 0x61) + 10
            case 0x3B: return index == line.lowerBound ? nil : value
            default: return nil
            }
        }
        return line.isEmpty ? nil : value
    }
}

import NIOCore
import NIOEmbedded
import Testing

@testable import DataPlane

@Suite("The buffers that bodies are received in")
struct ReceiveBuffersTests {
    private func address(_ buffer: ByteBuffer) -> UnsafeRawPointer? { buffer.withVeryUnsafeBytes { $0.baseAddress } }

    /// Receives something, as a connection does.
    private func receive(_ text: String, into buffers: ReceiveBuffers) -> ByteBuffer {
        var buffer = buffers.take()
        buffer.writeString(text)
        buffers.remember(buffer)
        return buffer
    }

    @Test("the one that was let go last is used again, empty")
    func reuse() {
        let buffers = ReceiveBuffers()
        var first: ByteBuffer? = receive("first", into: buffers)
        var second: ByteBuffer? = receive("second", into: buffers)
        let (place, other) = (first.flatMap(address), second.flatMap(address))
        first = nil
        second = nil
        let again = buffers.take()
        #expect(address(again) == other && again.readableBytes == 0)
        #expect(again.writableBytes == ReceiveBuffers.capacity)
        #expect(address(buffers.take()) == place)
    }

    @Test("what somebody holds a part of is left alone")
    func held() {
        let buffers = ReceiveBuffers()
        let part = receive("held for comparison", into: buffers).getSlice(at: 5, length: 3)
        #expect(address(receive("next", into: buffers)) != part.flatMap(address))
        #expect(part.map { String(buffer: $0) } == "for")
    }

    @Test("so many are remembered and no more, and none of another size")
    func bounded() {
        let buffers = ReceiveBuffers()
        var held = (0...ReceiveBuffers.most).map { receive("\($0)", into: buffers) }
        let places = held.map(address)
        buffers.remember(ByteBuffer(repeating: 0, count: ReceiveBuffers.capacity / 2))
        held = []
        let taken = (0..<ReceiveBuffers.most).map { _ in buffers.take() }
        #expect(Set(taken.map(address)) == Set(places.dropLast()))
    }

    @Test("one that is held for long does not keep those behind it from being used again")
    func heldForLong() {
        let buffers = ReceiveBuffers()
        let held = (0..<3).map { receive("held \($0)", into: buffers) }
        var places: Set<UnsafeRawPointer?> = []
        for number in 0..<100 { places.insert(address(receive("\(number)", into: buffers))) }
        #expect(places.count <= 2)
        #expect(places.isDisjoint(with: held.map(address)))
    }

    @Test("those that nobody has needed for a second are freed, and others stay")
    func unneeded() {
        let buffers = ReceiveBuffers()
        var start = NIODeadline.uptimeNanoseconds(10_000_000_000)
        buffers.freeUnneeded(at: start)
        var held = (0..<10).map { receive("\($0)", into: buffers) }
        #expect(held.count == 10 && buffers.freeCount == 0)
        held = []
        var left: [Int] = []
        for _ in 1...3 {
            // Two are in use at a time.
            for _ in 0..<5 { _ = (receive("a", into: buffers), receive("b", into: buffers)) }
            start = start + .seconds(1)
            buffers.freeUnneeded(at: start)
            left.append(buffers.freeCount)
        }
        #expect(left[0] >= 8 && left[2] <= 2)
    }

    @Test("nor do those stay that nothing is received in any more")
    func idle() {
        let buffers = ReceiveBuffers()
        var held = (0..<10).map { receive("\($0)", into: buffers) }
        #expect(held.count == 10)
        held = []
        for (second, left) in [(1, 10), (2, 0)] {
            buffers.freeUnneeded(at: .uptimeNanoseconds(UInt64(second) * 1_000_000_000))
            #expect(buffers.freeCount == left)
        }
    }

    @Test("a connection reads into what grows with what comes, and into shared ones from 32 KiB on, if it may")
    func growth() {
        let whole = ReceiveBuffers.capacity
        let small = [1_024, 2_048, 4_096, 8_192, 16_384]
        #expect(sizes(isSharing: true) == small + [whole, whole, whole])
        #expect(sizes(isSharing: false) == small + [32_768, 32_768, 32_768])
        #expect(sizes(isSharing: true, ownsBuffer: false) == [64] + small + [whole, whole])
    }

    @Test("where nothing is to be owned the channel keeps 64 bytes, and reads into another buffer each time")
    func owned() {
        var channel = NIOPooledRecvBufferAllocator(
            capacity: 1, recvAllocator: ReceiveAllocator(sharing: nil, ownsBuffer: false))
        var held: [ByteBuffer] = []
        for _ in 0..<4 {
            let (buffer, _) = channel.buffer(allocator: ByteBufferAllocator()) { $0.writeString("an answer") }
            channel.record(actualReadBytes: buffer.readableBytes)
            held.append(buffer)
        }
        #expect(Set(held.map(address)).count == held.count)
        #expect(channel.count == 1)
        // Only the first has another owner than this test.
        #expect(held.indices.filter { held[$0].modifyIfUniquelyOwned { _ in } == nil } == [0])
    }

    /// How large the buffers are into which a channel reads that always fills them.
    private func sizes(isSharing: Bool, ownsBuffer: Bool = true) -> [Int] {
        let loop = EmbeddedEventLoop()
        let buffers = ReceiveBuffers()
        let allocator = ReceiveAllocator(
            sharing: isSharing ? NIOLoopBound(buffers, eventLoop: loop) : nil, ownsBuffer: ownsBuffer)
        var channel = NIOPooledRecvBufferAllocator(capacity: 1, recvAllocator: allocator)
        var sizes: [Int] = []
        for _ in 0..<8 {
            let (buffer, room) = channel.buffer(allocator: ByteBufferAllocator()) { buffer in
                let room = buffer.writableBytes
                buffer.writeRepeatingByte(1, count: room)
                return room
            }
            channel.record(actualReadBytes: room)
            buffers.remember(buffer)
            sizes.append(room)
        }
        return sizes
    }
}

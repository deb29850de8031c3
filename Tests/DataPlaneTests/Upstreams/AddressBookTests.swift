@testable import DataPlane
import NIOCore
import Testing

@Suite("Which address gets a request")
struct AddressBookTests {
    static let now = NIODeadline.uptimeNanoseconds(1_000_000_000)

    static func addresses(_ ports: ClosedRange<Int>) throws -> [SocketAddress] {
        try ports.map { try SocketAddress(ipAddress: "10.0.0.1", port: $0) }
    }

    /// A book of addresses with these ports, that can be asked inside of an expectation.
    final class Subject {
        private var book: AddressBook
        private let randomness = Randomness()

        init(_ ports: ClosedRange<Int>?, limit: Int = .max) throws {
            book = AddressBook(policy: AddressHealth.Policy(failures: 1), limit: limit)
            if let ports { #expect(book.update(try AddressBookTests.addresses(ports)).isEmpty) }
        }

        var isEmpty: Bool { book.isEmpty }
        var count: Int { book.count }
        var ejectedCount: Int { book.ejectedCount }

        func choose(except tried: [AddressBook.ID] = []) -> AddressBook.Choice {
            book.choose(at: AddressBookTests.now, except: tried, random: randomness.next)
        }

        /// Chooses and counts the request in; gives the port.
        func take() -> Int? {
            guard case .address(let id) = choose() else { return nil }
            book.began(id)
            return book.address(id)?.port
        }

        func port(_ id: AddressBook.ID) -> Int? { book.address(id)?.port }
        func contains(_ id: AddressBook.ID) -> Bool { book.contains(id) }
        func inFlight(_ id: AddressBook.ID) -> Int { book.inFlight(id) }
        func update(_ addresses: [SocketAddress]) -> [AddressBook.ID] { book.update(addresses) }
        func ended(_ id: AddressBook.ID) { book.ended(id) }
        func connected(_ id: AddressBook.ID) { book.connected(id, at: AddressBookTests.now) }
        func takeProbes() -> [AddressBook.ID] { book.takeProbes(at: AddressBookTests.now) }

        @discardableResult
        func failed(_ id: AddressBook.ID, before: TimeAmount = .zero) -> Bool {
            book.failed(id, at: AddressBookTests.now - before)
        }
    }

    /// SplitMix64 from a fixed seed.
    final class Randomness {
        private var state: UInt64 = 7

        func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    @Test("addresses with as few requests get them in turn")
    func roundRobin() throws {
        let book = try Subject(1...3)
        var ports: [Int?] = []
        for _ in 0..<6 {
            guard case .address(let id) = book.choose() else { break }
            ports.append(book.port(id))
        }
        #expect(ports == [1, 2, 3, 1, 2, 3])
    }

    @Test("the address with the fewest requests in flight gets the next")
    func leastLoaded() throws {
        let book = try Subject(1...3)
        for _ in 0..<6 { _ = book.take() }
        book.ended(1)
        #expect(book.take() == 2)
        book.ended(2)
        book.ended(2)
        #expect([book.take(), book.take()] == [3, 3])
    }

    @Test("of many, the better of two drawn gets it: none stays idle, none gets much more than its part")
    func twoChoices() throws {
        let book = try Subject(1...50)
        var counts: [Int: Int] = [:]
        for _ in 0..<5_000 { counts[book.take() ?? 0, default: 0] += 1 }
        #expect(counts.count == 50 && counts[0] == nil)
        // By lot alone the largest of fifty would be some 125 of 5,000; by two choices all stay close to 100.
        #expect(counts.values.allSatisfy { (95...105).contains($0) }, "\(counts)")
    }

    @Test("what has been tried for a request is not tried again")
    func tried() throws {
        let book = try Subject(1...2)
        #expect(book.choose(except: [0]) == .address(1))
        #expect(book.choose(except: [0, 1]) == .none)
        let single = try Subject(1...1)
        #expect(single.choose(except: [0]) == .none)
    }

    @Test("an empty book has none", arguments: [0, 1])
    func empty(updates: Int) throws {
        let book = try Subject(nil)
        for _ in 0..<updates { #expect(book.update([]) == []) }
        #expect(book.choose() == .none)
        #expect(book.isEmpty)
    }

    @Test("an address has as many requests as it may have, and no more", arguments: [1, 3])
    func limit(addresses: Int) throws {
        let book = try Subject(1...addresses, limit: 2)
        for _ in 0..<2 * addresses { #expect(book.take() != nil) }
        #expect(book.choose() == .full)
        book.ended(0)
        #expect(book.take() == 1)
    }

    @Test("one that is out gets nothing, and the last is never put out")
    func ejection() throws {
        let book = try Subject(1...3)
        for id in 0...1 { #expect(book.failed(id)) }
        #expect(!book.failed(2))
        #expect(book.ejectedCount == 2)
        for _ in 0..<10 { #expect(book.take() == 3) }
    }

    @Test("a single address is never put out")
    func single() throws {
        let book = try Subject(1...1)
        for _ in 0..<100 { #expect(!book.failed(0)) }
        #expect(book.take() == 1 && book.ejectedCount == 0)
    }

    @Test("where the healthy ones vanish, those that are out are asked all the same")
    func panic() throws {
        let book = try Subject(1...3)
        book.failed(0)
        book.failed(1)
        #expect(book.update(try Self.addresses(1...2)) == [2])
        #expect(Set([book.take(), book.take()]) == [1, 2])
    }

    @Test("a full healthy address is waited for; one that is out is no way round it")
    func fullAndOut() throws {
        let book = try Subject(1...2, limit: 1)
        book.failed(0)
        #expect(book.take() == 2)
        #expect(book.choose() == .full)
    }

    @Test("who comes back gets about a tenth of its part first")
    func slowReturn() throws {
        let book = try Subject(1...2)
        book.failed(0, before: .seconds(2))
        #expect(book.takeProbes() == [0])
        #expect(book.takeProbes() == [])
        book.connected(0)
        var returned = 0
        for _ in 0..<2_000 {
            guard case .address(let id) = book.choose() else { continue }
            returned += id == 0 ? 1 : 0
        }
        // Half of a tenth to a tenth: where both are drawn they take turns.
        #expect((80...220).contains(returned), "\(returned)")
    }

    @Test("an update keeps what is known of those that stay, whatever their order, and names those that are gone")
    func update() throws {
        let book = try Subject(1...3)
        for _ in 0..<3 { _ = book.take() }
        let changed = Array(try Self.addresses(2...4).reversed()) + (try Self.addresses(4...4))
        #expect(book.update(changed) == [0])
        #expect(book.count == 3, "an address that is named twice is one")
        #expect(!book.contains(0) && book.inFlight(1) == 1 && book.inFlight(2) == 1)
        #expect(book.take() == 4)
        #expect(book.update(try Self.addresses(1...1)).sorted() == [1, 2, 3])
        book.ended(1)
        #expect(!book.contains(0), "one that comes back is another")
        #expect(book.take() == 1)
    }
}

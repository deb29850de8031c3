import Testing

@testable import Comparisons

@Suite("Instants")
struct InstantTests {
    static let same: [(String, String)] = [
        ("2025-10-13T12:00:00.12+00:00", "2025-10-13T12:00:00.120Z"),
        ("2025-10-13 12:00:00+00", "2025-10-13T12:00:00Z"),
        ("2025-10-13T14:00:00+02:00", "2025-10-13T12:00:00z"), ("2025-10-13T06:30:00-0530", "2025-10-13T12:00:00Z"),
        ("2025-12-31T23:30:00-01:00", "2026-01-01T00:30:00Z"), ("2024-02-28T23:00:00-01:00", "2024-02-29T00:00:00Z"),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"), ("2025-10-13T12:00Z", "2025-10-13T12:00:00.000Z"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000000000Z"), ("2025-10-13 12:00:00", "2025-10-13T12:00:00.0"),
    ]

    @Test("one moment in different notations", arguments: same)
    func sameMoment(_ left: String, _ right: String) throws {
        #expect(try #require(Instant(left)) == (try #require(Instant(right))))
    }

    static let different: [(String, String)] = [
        ("2025-10-13T12:00:00Z", "2025-10-13T12:00:00"), ("2025-10-13T12:00:00Z", "2025-10-13T12:00:00+01:00"),
        ("2025-10-13T12:00:00Z", "2025-10-13T12:00:00.0000000000001Z"),
    ]

    @Test("different moments", arguments: different)
    func otherMoment(_ left: String, _ right: String) throws {
        #expect(try #require(Instant(left)) != (try #require(Instant(right))))
    }

    @Test(
        "what is no moment",
        arguments: [
            "", "2025", "2025-10-13", "2025-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
            "2025-10-13T24:00:00Z", "2025-10-13T12:60:00Z", "2025-10-13T12:00:61Z", "2025-10-13T12:00:00.Z",
            "2025-10-13T12:00:00Zx", "2025-10-13T12:00:00+24:00", "2025-10-13X12:00:00Z",
            "Sun, 31 Feb 1994 08:49:37 GMT", "1234567890",
        ])
    func none(_ text: String) { #expect(Instant(text) == nil) }

    @Test("seconds since 1970")
    func seconds() throws {
        #expect(try #require(Instant("2000-03-01T00:00:00Z")).seconds == 951_868_800)
        #expect(try #require(Instant("1969-12-31T23:59:59Z")).seconds == -1)
        #expect(try #require(Instant("0001-01-01T00:00:00Z")).seconds == -62_135_596_800)
    }

    @Test("a number is seconds or milliseconds since 1970")
    func numbers() throws {
        let moment = try #require(Instant("2001-09-09T01:46:40Z"))
        #expect(Instant.readings(ofNumber: "1000000000").contains(moment))
        #expect(Instant.readings(ofNumber: "1000000000000").contains(moment))
        #expect(Instant.readings(ofNumber: "-1").contains(try #require(Instant("1969-12-31T23:59:59.999Z"))))
        #expect(Instant.readings(ofNumber: "1.5").isEmpty)
    }
}

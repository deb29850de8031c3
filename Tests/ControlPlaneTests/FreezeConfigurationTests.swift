import ControlPlane
import Rollouts
import Testing
import Traffic

@Suite("Freezes in a configuration")
struct FreezeConfigurationTests {
    @Test("freezes are read in their zone")
    func freezes() throws {
        let text =
            ConfigurationText.routes + """
                rollouts:
                  - feature: f
                    routes: [read]
                    freeze:
                      - { from: 2026-12-20, until: 2027-01-03, timeZone: Europe/Berlin }
                      - { from: 2026-12-20 18:00, until: 2026-12-20T20:00:00Z, timeZone: Europe/Berlin }
                      - { from: 2026-12-20 18:00, until: 2026-12-20 18:30 }
                      - { from: Friday 16:00, until: Monday 08:00, timeZone: Europe/Berlin }
                      - { cron: 0 16 * * FRI, duration: 64h, timeZone: Europe/Berlin }
                      - { cron: "*/10 * * * *", duration: 1 minute }
                """
        let freezes = try #require(try ConfigurationText.configuration(text).rollouts.first).freezes
        func time(_ text: String) throws -> Timestamp { try #require(TimestampText.parse(text)) }
        func when(_ index: Int, _ times: String...) throws -> [Bool] {
            try times.map { freezes[index].contains(try time($0)) }
        }
        #expect(
            try when(0, "2026-12-19T22:59:59Z", "2026-12-19T23:00:00Z", "2027-01-03T22:59:59Z", "2027-01-03T23:00:00Z")
                == [false, true, true, false])
        #expect(
            try when(1, "2026-12-20T16:59:59Z", "2026-12-20T17:00:00Z", "2026-12-20T20:00:00Z") == [false, true, false])
        #expect(
            try when(2, "2026-12-20T17:59:59Z", "2026-12-20T18:00:00Z", "2026-12-20T18:30:00Z") == [false, true, false])
        for index in [3, 4] {
            #expect(
                try when(
                    index, "2026-07-10T13:59:59Z", "2026-07-10T14:00:00Z", "2026-07-13T05:59:59Z",
                    "2026-07-13T06:00:00Z")
                    == [false, true, true, false])
        }
        #expect(try when(5, "2026-07-10T13:10:59Z", "2026-07-10T13:11:00Z") == [true, false])
    }
}

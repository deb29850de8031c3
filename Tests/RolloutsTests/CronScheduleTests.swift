import Rollouts
import Testing
import Traffic

@Suite("Lines of cron")
struct CronScheduleTests {
    /// Whether the minute at a time in UTC is a start.
    private func starts(_ line: String, at time: String) throws -> Bool {
        let window = FreezeWindow.cron(try CronSchedule(parsing: line), duration: .seconds(60))
        return window.contains(try FreezeWindowTests.time(time))
    }

    @Test(
        "fit the minutes that crontab(5) says",
        arguments: [
            // 2026-03-06 is a Friday.
            ("* * * * *", "2026-03-06T16:00:59Z", true), ("0 16 * * FRI", "2026-03-06T16:00:00Z", true),
            ("0 16 * * FRI", "2026-03-07T16:00:00Z", false), ("0 16 * * fri", "2026-03-06T16:00:00Z", true),
            ("0 16 * * Friday", "2026-03-06T16:00:00Z", true), ("0 16 * * 5", "2026-03-06T16:00:00Z", true),
            ("0 16 * * 0", "2026-03-08T16:00:00Z", true), ("0 16 * * 7", "2026-03-08T16:00:00Z", true),
            ("0 16 * * 1-5", "2026-03-08T16:00:00Z", false), ("0 16 * * FRI-SUN", "2026-03-08T16:00:00Z", true),
            ("0 16 * * FRI-MON", "2026-03-09T16:00:00Z", true), ("0 16 * * FRI-MON", "2026-03-10T16:00:00Z", false),
            ("0 16 * * 6-7", "2026-03-08T16:00:00Z", true), ("0 16 * * 0,6", "2026-03-07T16:00:00Z", true),
            ("*/15 * * * *", "2026-03-06T16:45:00Z", true), ("*/15 * * * *", "2026-03-06T16:44:00Z", false),
            ("5-59/10 * * * *", "2026-03-06T16:55:00Z", true), ("5-59/10 * * * *", "2026-03-06T16:50:00Z", false),
            ("10-20/5,30 * * * *", "2026-03-06T16:20:00Z", true), ("10-20/5,30 * * * *", "2026-03-06T16:30:00Z", true),
            ("10-20/5,30 * * * *", "2026-03-06T16:25:00Z", false), ("0 0-8,18-23 * * *", "2026-03-06T20:00:00Z", true),
            ("0 0-8,18-23 * * *", "2026-03-06T12:00:00Z", false), ("0 0 * MAR *", "2026-03-06T00:00:00Z", true),
            ("0 0 * jan-feb *", "2026-03-06T00:00:00Z", false), ("0 0 * */2 *", "2026-03-06T00:00:00Z", true),
            ("0 0 * */2 *", "2026-04-06T00:00:00Z", false), ("59 23 31 12 *", "2026-12-31T23:59:30Z", true),
            // Both days restricted: either fits. One of them not: both must.
            ("0 0 13 * FRI", "2026-03-06T00:00:00Z", true), ("0 0 13 * FRI", "2026-04-13T00:00:00Z", true),
            ("0 0 13 * FRI", "2026-03-07T00:00:00Z", false), ("0 0 */2 * FRI", "2026-03-06T00:00:00Z", false),
            ("0 0 */2 * FRI", "2026-03-13T00:00:00Z", true), ("0 0 31 2 FRI", "2026-02-06T00:00:00Z", true),
        ])
    func fits(line: String, time: String, expected: Bool) throws {
        #expect(try starts(line, at: time) == expected)
    }

    @Test("keep their wording, with single blanks")
    func wording() throws {
        #expect(try CronSchedule(parsing: "  0  16 * *\tFRI ").description == "0 16 * * FRI")
    }

    @Test(
        "that are wrong are refused with what would be right",
        arguments: [
            (
                "",
                "1: it has 0 fields and not five: minute, hour, day of the month, month, day of the week "
                    + "(such as '0 16 * * FRI')"
            ),
            (
                "@weekly",
                "1: it has 1 field and not five: minute, hour, day of the month, month, day of the week "
                    + "(such as '0 16 * * FRI')"
            ),
            (
                "0 0 16 * * FRI",
                "1: it has 6 fields and not five: minute, hour, day of the month, month, day of the week "
                    + "(such as '0 16 * * FRI')"
            ),
            ("60 16 * * FRI", "1: '60' is no minute (0 to 59)"), ("0 24 * * FRI", "3: '24' is no hour (0 to 23)"),
            ("0 16 0 * *", "6: '0' is no day of the month (1 to 31)"),
            ("0 16 L * *", "6: 'L' is no day of the month (1 to 31)"),
            ("0 16 * 13 *", "8: '13' is no month (1 to 12, or JAN to DEC)"),
            ("0 16 * MRA *", "8: 'MRA' is no month (did you mean 'MAR'?)"),
            ("0 16 * * 8", "10: '8' is no day of the week (0 to 7, or SUN to SAT)"),
            ("0 16 * * Firday", "10: 'Firday' is no day of the week (did you mean 'Friday'?)"),
            ("0 16 * * FR", "10: 'FR' is no day of the week (did you mean 'FRI'?)"),
            ("0 16 * * MON,,FRI", "14: '' is no day of the week (0 to 7, or SUN to SAT)"),
            ("0 16 * * FRI#2", "10: 'FRI#2' is no day of the week (0 to 7, or SUN to SAT)"),
            ("30-10 * * * *", "1: '30-10' ends before it begins"), ("-5 * * * *", "1: '' is no minute (0 to 59)"),
            ("*/0 * * * *", "3: '0' is no step (such as */15)"), ("*/x * * * *", "3: 'x' is no step (such as */15)"),
            (
                "5/15 * * * *",
                "1: '5/15' steps through nothing: a step needs a range (write '5-59/15')"
            ),
            ("٣ * * * *", "1: '٣' is no minute (0 to 59)"), ("+5 * * * *", "1: '+5' is no minute (0 to 59)"),
            ("0 0 31 2 *", "1: '31 2' is no day of any year"), ("0 0 31 4,6 *", "1: '31 4,6' is no day of any year"),
        ])
    func refused(line: String, message: String) {
        #expect {
            try CronSchedule(parsing: line)
        } throws: { error in
            (error as? SyntaxError)?.description == "column " + message
        }
    }
}

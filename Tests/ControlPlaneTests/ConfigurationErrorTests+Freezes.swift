extension ConfigurationErrorTests {
    static let freezeCases: [Case] = [
        .freeze(
            "a freeze that ends first", "from: 2026-02-01, until: 2026-01-01",
            "8:44: error: freeze: it ends before it begins"),
        .freeze(
            "a zone that there is not", "from: Fri 16:00, until: Mon 08:00, timeZone: Europe/Berln",
            "8:91: error: timeZone: expected a time zone such as Europe/Berlin, or UTC, found 'Europe/Berln' "
                + "(did you mean 'Europe/Berlin'?)"),
        .freeze(
            "a city", "from: Fri 16:00, until: Mon 08:00, timeZone: Berlin",
            "8:91: error: timeZone: expected a time zone such as Europe/Berlin, or UTC, found 'Berlin' "
                + "(did you mean 'Europe/Berlin'?)"),
        .freeze(
            "a line of cron with an hour that there is not", "cron: 0 26 * * FRI, duration: 64h",
            "8:54: error: cron: '26' is no hour (0 to 23)"),
        .freeze(
            "a line of cron in quotes", "cron: '0 16 * * Frida, Sun', duration: 64h",
            "8:53: error: cron: it has 6 fields and not five: minute, hour, day of the month, month, day of the week "
                + "(such as '0 16 * * FRI')"),
        .freeze(
            "a line of cron without a duration", "cron: 0 16 * * FRI", "8:44: error: freeze: 'duration' is missing"),
        .freeze(
            "a line of cron for too long", "cron: 0 16 * * FRI, duration: 32d",
            "8:76: error: duration: '32d' is out of range (1m to 31d)"),
        .freeze(
            "a line of cron with an end", "cron: 0 16 * * FRI, duration: 64h, until: Mon 08:00",
            "8:88: error: until: a freeze with 'cron' takes its duration (leave 'until' out)"),
        .freeze(
            "a span with a duration", "from: Fri 16:00, until: Mon 08:00, duration: 64h",
            "8:91: error: duration: only a freeze with 'cron' has a duration (write 'until')"),
        .freeze(
            "a day and a date", "from: Fri 16:00, until: 2026-02-01",
            "8:44: error: freeze: 'from' and 'until' are both moments, or both days of the week"),
        .freeze(
            "a moment that there is not", "from: 2026-02-30 16:00, until: 2026-03-01",
            "8:52: error: from: expected a date, a time, or a moment of the week such as Friday 16:00, found "
                + "'2026-02-30 16:00'"),
    ]
}

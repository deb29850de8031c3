extension ConfigurationErrorTests {
    static let conditionCases: [Case] = [
        .alert("an alert without a window", "condition: error_rate > 1%", "5:5: error: alerts: 'duration' is missing"),
        .alert("an alert without a condition", "duration: 5m", "5:5: error: alerts: 'condition' is missing"),
        .alert(
            "an unknown name in the middle", "condition: error_rate > 1% or eror_rate > 1%, duration: 5m",
            "5:46: error: condition: unknown name 'eror_rate' (did you mean 'error_rate'?)"),
        .alert(
            "an unknown name in quotes", "condition: 'error_rate > 1% or eror_rate > 1%', duration: 5m",
            "5:47: error: condition: unknown name 'eror_rate' (did you mean 'error_rate'?)"),
        .alert(
            "an unknown name in double quotes", "condition: \"error_rate > 1% or eror_rate > 1%\", duration: 5m",
            "5:47: error: condition: unknown name 'eror_rate' (did you mean 'error_rate'?)"),
        .alert(
            "a text with escapes, whose place is that of the whole",
            "condition: \"error_rate > 1% \\x6fr eror_rate > 1%\", duration: 5m",
            "5:27: error: condition: unknown name 'eror_rate' (did you mean 'error_rate'?)"),
        .body(
            "a text folded over lines, whose place is that of the whole",
            "alerts:\n  - name: a\n    condition: error_rate > 1%\n      or eror_rate > 1%\n    duration: 5m\n",
            "6:16: error: condition: unknown name 'eror_rate' (did you mean 'error_rate'?)"),
        .alert(
            "a probe with another name", "condition: sync_succes_rate < 90%, duration: 5m",
            probes:
                "probes: [{ name: sync_success_rate, database: postgres://db, sql: SELECT 1, expect: value >= 0.9 }]",
            "5:27: error: condition: unknown name 'sync_succes_rate' (did you mean 'sync_success_rate'?)"),
        .alert(
            "a rate and a duration", "condition: error_rate > 200ms, duration: 5m",
            "5:40: error: condition: '200ms' is no limit for error_rate: write a share such as 0.1% or 0.001"),
        .alert(
            "a condition that never holds", "condition: error_rate > 100%, duration: 5m",
            "5:27: error: condition: 'error_rate > 100%' never holds: a rate lies between 0% and 100%"),
        .alert(
            "a severity that there is not", "condition: error_rate > 1%, duration: 5m, severity: warn",
            "5:68: error: severity: expected info, warning or critical, found 'warn'"),
        .routed(
            "a rollback on an unknown name",
            "rollouts:\n  - { feature: f, routes: [read], rollbackWhen: [{ condition: eror_rate > 1%, duration: 5m }] }\n",
            "8:63: error: condition: unknown name 'eror_rate' (did you mean 'error_rate'?)"),
        .routed(
            "a rollback on a condition that always holds",
            "rollouts:\n  - { feature: f, routes: [read], rollbackWhen: [{ condition: error_rate <= 100%, duration: 5m }] }\n",
            "8:63: error: condition: 'error_rate <= 100%' always holds: a rate lies between 0% and 100%"),
    ]
}

extension ConfigurationErrorTests {
    static let breakerCases: [Case] = [
        .body(
            "a breaker that is switched off in other words", "breaker: false\n",
            "4:10: error: breaker: expected a mapping or off, found 'false' (write off)"),
        .body(
            "a breaker that is switched on", "breaker: on\n",
            "4:10: error: breaker: expected a mapping or off, found 'on'"),
        .body("a list of breakers", "breaker: [off]\n", "4:10: error: breaker: expected a mapping, found a list"),
        .body(
            "a misspelt limit of the breaker", "breaker: { consecutiveFailure: 3 }\n",
            "4:12: error: unknown key 'consecutiveFailure' (did you mean 'consecutiveFailures'?)"),
        .body(
            "a breaker that opens by itself",
            "breaker: { consecutiveFailures: 0, failureShare: 0%, minimumCount: 0 }\n",
            "4:33: error: consecutiveFailures: 0 is out of range (1 to 1000)",
            "4:50: error: failureShare: 0 is out of range (above 0 and up to 100)",
            "4:68: error: minimumCount: 0 is out of range (1 to 1000000)"),
        .body(
            "more than all", "breaker: { failureShare: 101% }\n",
            "4:26: error: failureShare: '101%' is out of range (0 to 100)"),
        .body(
            "times without a unit, and too short",
            "breaker: { window: 10, openFor: 1ms }\n",
            "4:20: error: window: expected a duration such as 30s, 5m, 1h30m or '5 minutes', found '10' "
                + "(did you mean '10s'?)",
            "4:33: error: openFor: '1ms' is out of range (10ms to 1h)"),
        .body(
            "a longest time that is shorter than the first", "breaker: { openFor: 1m, maxOpenFor: 30s }\n",
            "4:10: error: breaker: maxOpenFor (30s) is shorter than openFor (1m)"),
        .body(
            "a first time that is longer than the longest by default", "breaker: { openFor: 1m }\n",
            "4:10: error: breaker: maxOpenFor (30s) is shorter than openFor (1m)"),
    ]
}

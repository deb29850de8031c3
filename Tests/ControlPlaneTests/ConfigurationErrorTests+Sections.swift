extension ConfigurationErrorTests {
    static let ruleCases: [Case] = [
        .rule("a rule without a place", "ignore: true", "8:9: error: rules: 'at' is missing"),
        .rule(
            "a rule without a word", "at: /body/a",
            "8:9: error: rules: a rule needs a word that says what it does (such as ignore: true)"),
        .rule(
            "a place that is nowhere", "at: /boddy/a, ignore: true",
            "8:15: error: at: '/boddy/a' is nowhere in an exchange (did you mean '/body'?)"),
        .rule(
            "a place that is no pointer", "at: body/a, ignore: true",
            "8:15: error: at: 'body/a' is no location: it must begin with '/'"),
        .rule(
            "a rule switched off", "at: /body/a, ignore: false",
            "8:32: error: ignore: a rule only relaxes the comparison (remove it, or write true)"),
        .rule(
            "two words of one aspect", "at: /body/a, ignore: true, tolerance: 1%",
            "8:9: error: rules: 'ignore' and 'tolerance' contradict each other (write two rules)"),
        .rule(
            "a tolerance of no kind", "at: /body/a, tolerance: some",
            "8:35: error: tolerance: 'some' is no tolerance: write a number, a percentage such as 1%, or a duration such as 1s"
        ),
        .rule(
            "a rename that binds nothing", "at: /body/**/a, rename: /body/**/b",
            "8:35: error: rename: '**' is not allowed in a rename"),
        .rule(
            "a rename that binds another number", "at: /body/*/a, rename: /body/b",
            "8:34: error: rename: '/body/*/a' and '/body/b' must have as many '*', which bind by position"),
        .rule(
            "a pattern that is none", "at: /body/a, pattern: \"a(b\"",
            "8:33: error: pattern: the pattern 'a(b' has a '(' without its ')'"),
        .rule(
            "a date that there is not", "at: /body/a, ignore: true, until: 2026-02-30",
            "8:45: error: until: expected a date such as 2026-12-31 or a time such as 2026-12-31T18:00:00Z, found "
                + "'2026-02-30'"),
        .rule(
            "an unknown word", "at: /body/a, ignored: true",
            "8:9: error: rules: a rule needs a word that says what it does (such as ignore: true)",
            "8:24: error: unknown key 'ignored' (did you mean 'ignore'?)"),
    ]

    static let rolloutCases: [Case] = [
        .routed(
            "a rollout without anything", "rollouts:\n  - enabled: true\n",
            "8:5: error: rollouts: 'feature' is missing", "8:5: error: rollouts: 'routes' is missing"),
        .routed(
            "a route that there is not", "rollouts:\n  - { feature: f, routes: [raed] }\n",
            "8:28: error: routes: there is no route 'raed' (did you mean 'read'?)"),
        .routed(
            "no route", "rollouts:\n  - { feature: f, routes: [] }\n",
            "8:27: error: routes: a rollout covers one route at least"),
        .routed(
            "two rollouts of one route",
            "rollouts:\n  - { feature: f, routes: [read] }\n  - { feature: g, routes: [read] }\n",
            "9:28: error: routes: rollout 'f' covers route 'read' already (one rollout a route)"),
        .routed(
            "two rollouts of one feature",
            "rollouts:\n  - { feature: f, routes: [read] }\n  - { feature: f, routes: [write] }\n",
            "9:16: error: feature: two rollouts are named 'f'"),
        .routed(
            "more than everybody", "rollouts:\n  - { feature: f, routes: [read], rolloutPercentage: 101 }\n",
            "8:54: error: rolloutPercentage: '101' is out of range (0 to 100)"),
        .routed(
            "promoted writes on an isolated route",
            "rollouts:\n  - { feature: f, routes: [read, write], operations: { write: true } }\n",
            "8:63: error: write: route 'write' is isolated: a promoted write would be lost with the shadow database "
                + "(write 'writes: dryRun' there, or false here)"),
        .routed(
            "stages that descend", "rollouts:\n  - { feature: f, routes: [read], stages: [0, 50, 10] }\n",
            "8:43: error: stages: [0, 50, 10] does not ascend from stage to stage (such as [0, 1, 10, 25, 50, 100])"),
        .routed(
            "a stage beyond everybody", "rollouts:\n  - { feature: f, routes: [read], stages: [0, 150] }\n",
            "8:47: error: stages: '150' is out of range (0 to 100)"),
        .routed(
            "automatic without a gate", "rollouts:\n  - { feature: f, routes: [read], promotion: automatic }\n",
            "8:46: error: promotion: an automatic promotion needs a gate (add 'gate:', or write 'manual')"),
    ]

    static let gateCases: [Case] = [
        .gate(
            "a gate without a criterion", "minimumComparisons: 5",
            "8:41: error: gate: a gate without a criterion would promote on nothing "
                + "(add criteria: [mismatch_rate <= 0.1%])"),
        .gate(
            "no criteria", "criteria: []",
            "8:53: error: criteria: a gate without a criterion would promote on nothing"),
        .gate(
            "an unknown rate", "criteria: [mismatches_rate <= 1%]",
            "8:54: error: criteria: unknown name 'mismatches_rate' (did you mean 'mismatch_rate'?)"),
        .gate(
            "a share without its sign", "criteria: [error_rate <= 1]",
            "8:68: error: criteria: '1' is no limit for error_rate: without '%' a share lies between 0 and 1 "
                + "(did you mean '1%'?)"),
        .gate(
            "a confidence of everything", "criteria: [error_rate <= 1%], confidence: 95",
            "8:85: error: confidence: '95' is out of range (above 0 and below 1, such as 0.95)"),
        .gate(
            "a probe that there is not", "criteria: [error_rate <= 1%], probes: [orphans]",
            "8:82: error: probes: there is no probe 'orphans' (name it under the configuration's 'probes')"),
        .gate(
            "two criteria in one", "criteria: [error_rate <= 1% and slower_rate <= 5%]",
            "8:71: error: criteria: a criterion is about one rate, and 'and' joins two "
                + "(write two criteria: a gate demands each)"),
        .gate(
            "a latency against legacy's", "criteria: [p95_latency <= 1.2 * legacy.p95_latency]",
            "8:54: error: criteria: 'p95_latency <= 1.2 * legacy.p95_latency' asks for legacy.p95_latency, and a stage's "
                + "evidence has the candidate's latencies alone (slower_rate <= 5% compares both sides on the same request)"
        ),
        .gate(
            "an unknown unit", "criteria: [error_rate <= 1%], evidence: perDistinct",
            "8:83: error: evidence: expected perDistinctRequest, perUser or perRequest, found 'perDistinct'"),
    ]

    static let others: [Case] = [
        .body(
            "a token file that is not there", "admin: { tokens: [{ name: t, role: promoter, file: secrets/none }] }\n",
            "4:52: error: file: there is no file 'secrets/none'"),
        .body(
            "a role that there is not", "admin: { tokens: [{ name: t, role: promotor, file: /dev/null }] }\n",
            "4:36: error: role: expected viewer, promoter or admin, found 'promotor' (did you mean 'promoter'?)",
            "4:52: error: file: '/dev/null' is empty"),
        .body(
            "a webhook of no format", "notify:\n  - { url: https://hooks.example.com/x, format: slak }\n",
            "5:49: error: format: expected slack, alertmanager or json, found 'slak' (did you mean 'slack'?)"),
        .body(
            "a webhook that stands there twice, whose URL is not repeated",
            """
            notify:
              - { url: https://hooks.example.com/x, format: slack }
              - { url: https://hooks.example.com/x, format: json }
              - { url: https://hooks.example.com/x, format: slack }

            """, "7:5: error: notify: two entries have the same url and format (remove one of them)"),
        .body(
            "a database that is not PostgreSQL, whose URL is not repeated",
            "probes:\n  - { name: p, database: mysql://me:secret@db, sql: SELECT 1, expect: value <= 10 }\n",
            "5:26: error: database: expected a URL that begins with postgres://"),
        .body(
            "an expectation of nothing",
            "probes:\n  - { name: p, database: postgres://db, sql: SELECT 1, expect: 10 }\n",
            "5:64: error: expect: expected an expectation such as value <= 10, found '10'"),
        .body(
            "a probe that conditions could not speak of",
            "probes:\n  - { name: error_rate, database: postgres://db, sql: SELECT 1, expect: value <= 10 }\n",
            "5:13: error: name: 'error_rate' has another meaning in conditions (choose another name)"),
        .body(
            "a redacted place that is nowhere", "redact: [/bodi/email]\n",
            "4:10: error: redact: '/bodi/email' is nowhere in an exchange (did you mean '/body'?)"),
        .whole(
            "a header that belongs to the proxy",
            "upstreams:\n  legacy: { url: http://a }\n  candidate: { url: http://b, headers: { set: { Host: x } } }\n",
            "3:49: error: set: 'Host' cannot be changed: the proxy sets it"),
    ]
}

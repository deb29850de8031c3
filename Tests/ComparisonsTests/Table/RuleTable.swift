/// Rules.
enum RuleTable {
    static let places: [TableCase] = [
        TableCase(
            "a key and no other that begins like it", #"{"id":1,"identity":1}"#, #"{"id":2,"identity":2}"#,
            "changed /body/identity", rules: ["ignore /body/id"], suppressed: ["changed /body/id by ignore"]),
        TableCase(
            "a key and no other that ends like it", #"{"id":1,"userid":1}"#, #"{"id":2,"userid":2}"#,
            "changed /body/userid", rules: ["ignore /body/id"], suppressed: ["changed /body/id by ignore"]),
        TableCase(
            "this level and not the next", #"{"id":1,"a":{"id":1}}"#, #"{"id":2,"a":{"id":2}}"#, "changed /body/a/id",
            rules: ["ignore /body/id"], suppressed: ["changed /body/id by ignore"]),
        TableCase(
            "exactly one level down", #"{"a":{"t":1},"b":{"c":{"t":1}}}"#, #"{"a":{"t":2},"b":{"c":{"t":2}}}"#,
            "changed /body/b/c/t", rules: ["ignore /body/*/t"], suppressed: ["changed /body/a/t by ignore"]),
        TableCase(
            "any level, none included", #"{"t":1,"b":{"c":{"t":1}}}"#, #"{"t":2,"b":{"c":{"t":2}}}"#,
            rules: ["ignore /body/**/t"], suppressed: ["changed /body/t by ignore", "changed /body/b/c/t by ignore"]),
        TableCase(
            "two stretches of any length", #"{"a":{"x":{"b":{"y":{"t":1}}}}}"#, #"{"a":{"x":{"b":{"y":{"t":2}}}}}"#,
            rules: ["ignore /**/a/**/b/**/t"], suppressed: ["changed /body/a/x/b/y/t by ignore"]),
        TableCase(
            "elements of an array", #"{"l":[{"t":1},{"t":1}]}"#, #"{"l":[{"t":2},{"t":3}]}"#,
            rules: ["ignore /body/l/*/t"],
            suppressed: ["changed /body/l/0/t by ignore", "changed /body/l/1/t by ignore"]),
        TableCase(
            "one element of an array", "[1,2,3]", "[7,8,9]", "changed /body/0", "changed /body/2",
            rules: ["ignore /body/1"], suppressed: ["changed /body/1 by ignore"]),
        TableCase(
            "an index is no key", #"{"01":1,"1":1}"#, #"{"01":2,"1":2}"#, "changed /body/01", rules: ["ignore /body/1"],
            suppressed: ["changed /body/1 by ignore"]),
        TableCase(
            "a key with a slash", #"{"a/b":1,"a":{"b":1}}"#, #"{"a/b":2,"a":{"b":2}}"#, "changed /body/a/b",
            rules: ["ignore /body/a~1b"], suppressed: ["changed /body/a~1b by ignore"]),
        TableCase(
            "a key by its escapes, under a rule", #"{"\u0074":1}"#, #"{"t":2}"#, rules: ["ignore /body/t"],
            suppressed: ["changed /body/t by ignore"]),
        TableCase(
            "everything under a place", #"{"a":{"b":1,"c":[1]},"d":1}"#, #"{"a":{"b":2,"c":[2]},"d":2}"#,
            "changed /body/d", rules: ["ignore /body/a"],
            suppressed: ["changed /body/a/b by ignore", "changed /body/a/c/0 by ignore"]),
        TableCase(
            "another capital letter is another place", #"{"T":1}"#, #"{"T":2}"#, "changed /body/T",
            rules: ["ignore /body/t"]),
        TableCase("a place that is not there", #"{"a":1}"#, #"{"a":2}"#, "changed /body/a", rules: ["ignore /body/z"]),
    ]

    static let effects: [TableCase] = [
        TableCase(
            "ignore: an added subtree", "{}", #"{"t":[1,{"u":2}]}"#, rules: ["ignore /body/t"],
            suppressed: ["added /body/t by ignore"]),
        TableCase(
            "ignore: a subtree of which one leaf counts", #"{"a":{"t":1,"u":1}}"#, "{}", "missing /body/a",
            rules: ["ignore /body/a/t"]),
        TableCase(
            "ignore: an order", #"{"a":[1,2]}"#, #"{"a":[2,1]}"#, rules: ["ignore /body/a"],
            suppressed: ["changed /body/a/0 by ignore", "changed /body/a/1 by ignore"]),
        TableCase(
            "accept: an intended type", #"{"n":"1"}"#, #"{"n":1}"#, rules: ["accept /body/n"],
            suppressed: ["typeChanged /body/n by accept"]),
        TableCase(
            "type: any number", #"{"n":1}"#, #"{"n":-7.5e9}"#, rules: ["type /body/n"],
            suppressed: ["changed /body/n by type"]),
        TableCase(
            "type: null is another one", #"{"n":1}"#, #"{"n":null}"#, "typeChanged /body/n", rules: ["type /body/n"]),
        TableCase(
            "type: an array's content", #"{"n":[1,2]}"#, #"{"n":["x"]}"#, rules: ["type /body/n"],
            suppressed: ["typeChanged /body/n/0 by type", "missing /body/n/1 by type"]),
        TableCase(
            "type: an array is no object", #"{"n":[]}"#, #"{"n":{}}"#, "typeChanged /body/n", rules: ["type /body/n"]),
        TableCase(
            "pattern: both match", #"{"s":"session_17_ab"}"#, #"{"s":"session_18_cd"}"#,
            rules: [#"pattern session_\d+_[a-z]+ /body/s"#], suppressed: ["changed /body/s by pattern"]),
        TableCase(
            "pattern: one does not", #"{"s":"session_17_ab"}"#, #"{"s":"session_x_cd"}"#, "changed /body/s",
            rules: [#"pattern session_\d+_[a-z]+ /body/s"#]),
        TableCase(
            "pattern: all of the text", #"{"s":"a1"}"#, #"{"s":"a1 and more"}"#, "changed /body/s",
            rules: [#"pattern a\d /body/s"#]),
        TableCase(
            "pattern: a number's text", #"{"s":17}"#, #"{"s":18}"#, rules: [#"pattern \d+ /body/s"#],
            suppressed: ["changed /body/s by pattern"]),
        TableCase(
            "tolerance: at the limit", #"{"n":10.00}"#, #"{"n":10.01}"#, rules: ["tolerance 0.01 /body/n"],
            suppressed: ["changed /body/n by tolerance"]),
        TableCase(
            "tolerance: just beyond", #"{"n":10.00}"#, #"{"n":10.010000000000000001}"#, "changed /body/n",
            rules: ["tolerance 0.01 /body/n"]),
        TableCase(
            "tolerance: a share of the larger", #"{"n":95}"#, #"{"n":100}"#, rules: ["tolerance 5% /body/n"],
            suppressed: ["changed /body/n by tolerance"]),
        TableCase(
            "tolerance: a share across zero", #"{"n":-1}"#, #"{"n":1}"#, "changed /body/n",
            rules: ["tolerance 50% /body/n"]),
        TableCase(
            "tolerance: no text of a number", #"{"n":1}"#, #"{"n":"1"}"#, "typeChanged /body/n",
            rules: ["tolerance 5 /body/n"]),
        TableCase(
            "tolerance: a time", #"{"t":"2025-01-06T08:24:20Z"}"#, #"{"t":"2025-01-06T09:24:21+01:00"}"#,
            rules: ["tolerance 1s /body/t"], suppressed: ["changed /body/t by tolerance"]),
        TableCase(
            "tolerance: a time too late", #"{"t":"2025-01-06T08:24:20Z"}"#, #"{"t":"2025-01-06T08:24:21.001Z"}"#,
            "changed /body/t", rules: ["tolerance 1s /body/t"]),
        TableCase(
            "timestamp: another notation", #"{"t":"2025-01-06 08:24:20.5+00"}"#, #"{"t":"2025-01-06T08:24:20.500Z"}"#,
            rules: ["timestamp /body/t"], suppressed: ["changed /body/t by timestamp"]),
        TableCase(
            "timestamp: milliseconds since 1970", #"{"t":"2025-01-06T08:22:57.148Z"}"#, #"{"t":1736151777148}"#,
            rules: ["timestamp /body/t"], suppressed: ["typeChanged /body/t by timestamp"]),
        TableCase(
            "timestamp: a second later", #"{"t":"2025-01-06T08:24:20Z"}"#, #"{"t":"2025-01-06T08:24:21Z"}"#,
            "changed /body/t", rules: ["timestamp /body/t"]),
        TableCase(
            "unordered: any order", #"{"l":["a","b","c"]}"#, #"{"l":["c","a","b"]}"#, rules: ["unordered /body/l"],
            suppressed: ["reordered /body/l by unordered"]),
        TableCase(
            "unordered: how often counts", #"{"l":[1,1,2]}"#, #"{"l":[2,2,1]}"#, "changed /body/l/1",
            rules: ["unordered /body/l"], suppressed: ["reordered /body/l by unordered"]),
        TableCase(
            "unordered: not what is inside", #"{"l":[[1,2],[3,4]]}"#, #"{"l":[[4,3],[1,2]]}"#, "reordered /body/l/1",
            rules: ["unordered /body/l"], suppressed: ["reordered /body/l by unordered"]),
        TableCase(
            "nullEqualsMissing: an added null", "{}", #"{"a":null}"#, rules: ["nullEqualsMissing /body/a"],
            suppressed: ["added /body/a by nullEqualsMissing"]),
        TableCase(
            "nullEqualsMissing: no element", "[1,null]", "[1]", "missing /body/1", rules: ["nullEqualsMissing /body/**"]
        ),
        TableCase(
            "emptyEqualsNull: an empty object", #"{"a":{}}"#, #"{"a":null}"#, rules: ["emptyEqualsNull /body/a"],
            suppressed: ["typeChanged /body/a by emptyEqualsNull"]),
        TableCase(
            "emptyEqualsNull: a zero is not empty", #"{"a":0}"#, #"{"a":null}"#, "typeChanged /body/a",
            rules: ["emptyEqualsNull /body/a"]),
        TableCase(
            "caseInsensitive: not of keys", #"{"A":1}"#, #"{"a":1}"#, "missing /body/A", "added /body/a",
            rules: ["caseInsensitive /body/**"]),
        TableCase(
            "trimmed: a line feed at the end", #"{"a":"x\n"}"#, #"{"a":"x"}"#, rules: ["trimmed /body/a"],
            suppressed: ["changed /body/a by trimmed"]),
        TableCase(
            "trimmed: not inside", #"{"a":"x  y"}"#, #"{"a":"x y"}"#, "changed /body/a", rules: ["trimmed /body/a"]),
        TableCase(
            "rename: the same value", #"{"mail":"x","n":1}"#, #"{"email":"x","n":1}"#,
            rules: ["rename /body/email /body/mail"], suppressed: ["missing /body/mail by rename"]),
        TableCase(
            "rename: another value", #"{"mail":"x"}"#, #"{"email":"y"}"#, "changed /body/mail",
            rules: ["rename /body/email /body/mail"], suppressed: ["missing /body/mail by rename"]),
        TableCase(
            "rename: both places", #"{"mail":"x"}"#, #"{"mail":"x","email":"x"}"#, "added /body/mail",
            rules: ["rename /body/email /body/mail"], suppressed: ["missing /body/mail by rename"]),
        TableCase(
            "rename: out of an object that stays as it is", #"{"x":{"a":1},"y":{}}"#, #"{"x":{"a":1},"y":{"a":1}}"#,
            "added /body/x/a", rules: ["rename /body/y/a /body/x/a"], suppressed: ["missing /body/x/a by rename"]),
        TableCase(
            "rename: neither place", #"{"mail":"x"}"#, "{}", "missing /body/mail",
            rules: ["rename /body/email /body/mail"]),
    ]

    static let together: [TableCase] = [
        TableCase(
            "a literal before a star", #"{"a":{"t":"x"},"b":{"t":"x"}}"#, #"{"a":{"t":"y"},"b":{"t":"y"}}"#,
            "changed /body/a/t", rules: ["ignore /body/*/t", #"pattern \d+ /body/a/t"#],
            suppressed: ["changed /body/b/t by ignore"]),
        TableCase(
            "a star before two", #"{"a":{"t":"x"}}"#, #"{"a":{"t":"y"}}"#, "changed /body/a/t",
            rules: ["ignore /body/**/t", #"pattern \d+ /body/*/t"#]),
        TableCase(
            "the first of equals", #"{"t":1}"#, #"{"t":2}"#, rules: ["accept /body/t", "ignore /body/t"],
            suppressed: ["changed /body/t by accept"]),
        TableCase(
            "normalisers beside a tolerance", #"{"t":" 2025-01-06T08:24:20Z"}"#, #"{"t":"2025-01-06T08:24:20.5Z "}"#,
            rules: ["trimmed /body/t", "tolerance 1s /body/t"], suppressed: ["changed /body/t by tolerance"]),
        TableCase(
            "unordered with a tolerance inside", "[1.0,5.0]", "[5.05,0.95]",
            rules: ["unordered /body", "tolerance 0.1 /body/*"],
            suppressed: [
                "reordered /body by unordered", "changed /body/0 by tolerance", "changed /body/1 by tolerance",
            ]),
        TableCase(
            "keyed, and a clock ignored", #"[{"id":1,"t":1},{"id":2,"t":2}]"#, #"[{"id":2,"t":8},{"id":1,"t":9}]"#,
            rules: ["keyedBy id /body", "ignore /body/*/t"],
            suppressed: ["reordered /body by keyedBy", "changed /body/0/t by ignore", "changed /body/1/t by ignore"]),
        TableCase(
            "a tolerance inside of what is ignored", #"{"a":{"n":1}}"#, #"{"a":{"n":9}}"#, "changed /body/a/n",
            rules: ["ignore /body/**", "tolerance 1 /body/a/n"]),
    ]
}

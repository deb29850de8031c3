/// What Diffy, the model of this job, gets wrong: its indices are dropped, its arrays are zipped, its numbers are doubles, its
/// exclusions are prefixes, and it has no rule but ignore. (That a dead candidate looks clean is in OutcomeTests.)
enum DiffyTable {
    static let cases: [TableCase] = [
        TableCase(
            "an index is kept", #"{"l":[{"v":1,"w":1},{"v":2,"w":1},{"v":3,"w":1}]}"#,
            #"{"l":[{"v":1,"w":1},{"v":2,"w":9},{"v":3,"w":1}]}"#,
            "changed /body/l/1/w"),
        TableCase("indices on two levels are kept", "[[1,2],[3,4]]", "[[1,2],[3,5]]", "changed /body/1/1"),
        TableCase(
            "an inserted element is one difference", #"["b","c","d","e"]"#, #"["a","b","c","d","e"]"#, "added /body/0"),
        TableCase(
            "an inserted record is one difference", #"[{"id":2,"n":"b"},{"id":3,"n":"c"}]"#,
            #"[{"id":1,"n":"a"},{"id":2,"n":"b"},{"id":3,"n":"c"}]"#, "added /body/0"),
        TableCase("a changed number is no changed type", #"{"n":2}"#, #"{"n":2.5}"#, "changed /body/n"),
        TableCase("an integer written as a fraction is no difference", #"{"n":2}"#, #"{"n":2.0}"#),
        TableCase(
            "precision beyond a double counts", #"{"n":0.12345678901234567890}"#, #"{"n":0.12345678901234567891}"#,
            "changed /body/n"),
        TableCase(
            "identifiers beyond 2^53 count", #"{"id":9007199254740993}"#, #"{"id":9007199254740992}"#,
            "changed /body/id"),
        TableCase(
            "ignoring id does not hide identity", #"{"o":{"id":1,"identity":"a"}}"#, #"{"o":{"id":2,"identity":"b"}}"#,
            "changed /body/o/identity", rules: ["ignore /body/o/id"], suppressed: ["changed /body/o/id by ignore"]),
        TableCase(
            "there is a rule for rounding", #"{"price":9.994}"#, #"{"price":9.99}"#,
            rules: ["tolerance 0.005 /body/price"], suppressed: ["changed /body/price by tolerance"]),
        TableCase(
            "there is a rule for order", #"{"tags":["a","b"]}"#, #"{"tags":["b","a"]}"#,
            rules: ["unordered /body/tags"], suppressed: ["reordered /body/tags by unordered"]),
        TableCase("what was null and is missing shows", #"{"a":null}"#, "{}", "missing /body/a"),
    ]
}

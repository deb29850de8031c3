/// Objects and their keys.
enum ObjectTable {
    static let members: [TableCase] = [
        TableCase(
            "another order on every level", #"{"a":{"x":1,"y":[{"m":1,"n":2}]},"b":2}"#,
            #"{"b":2,"a":{"y":[{"n":2,"m":1}],"x":1}}"#),
        TableCase("forty keys in reverse", object(0..<40), object((0..<40).reversed())),
        TableCase(
            "forty keys in reverse, one changed", object(0..<40),
            object((0..<40).reversed()).replacing("\"k7\":7", with: "\"k7\":8"), "changed /body/k7"),
        TableCase(
            "forty keys in reverse, one missing", object(0..<40), object((1..<40).reversed()), "missing /body/k0"),
        TableCase(
            "keys that share their first eight letters", #"{"customerName":1,"customerMail":2}"#,
            #"{"customerMail":2,"customerName":1}"#),
        TableCase(
            "keys that share all but the last letter", #"{"customer1":1,"customer2":2}"#,
            #"{"customer2":1,"customer1":2}"#, "changed /body/customer1", "changed /body/customer2"),
        TableCase("a key by its escapes", #"{"\u0069\u0064":1,"b":2}"#, #"{"b":2,"id":1}"#),
        TableCase("a key's capital letter", #"{"Id":1}"#, #"{"id":1}"#, "missing /body/Id", "added /body/id"),
        TableCase("an empty key", #"{"":1}"#, #"{"":2}"#, "changed /body/"),
        TableCase("a key of blanks", #"{" ":1}"#, #"{"":1}"#, "missing /body/ ", "added /body/"),
        TableCase("a key that is a pointer", #"{"/a~b":1}"#, #"{"/a~b":2}"#, "changed /body/~1a~0b"),
        TableCase("a key that is a pattern", #"{"*":1,"**":1}"#, #"{"*":2,"**":1}"#, "changed /body/*"),
        TableCase(
            "a subtree missing is one difference", #"{"a":{"b":{"c":1,"d":[1,2]}},"z":0}"#, #"{"z":0}"#,
            "missing /body/a"),
        TableCase("a subtree added is one difference", #"{"z":0}"#, #"{"a":[{"b":1},{"b":2}],"z":0}"#, "added /body/a"),
        TableCase("null is not missing", #"{"a":null,"b":1}"#, #"{"b":1}"#, "missing /body/a"),
        TableCase("an empty object is not missing", #"{"a":{}}"#, "{}", "missing /body/a"),
        TableCase(
            "several places, each once", #"{"a":{"x":1,"y":2},"b":[1,2],"c":3}"#, #"{"a":{"x":9,"z":2},"b":[1],"c":3}"#,
            "changed /body/a/x", "missing /body/a/y", "added /body/a/z", "missing /body/b/1"),
        TableCase(
            "a value that moved to another key", #"{"a":1,"b":null}"#, #"{"a":null,"b":1}"#, "typeChanged /body/a",
            "typeChanged /body/b"),
        TableCase("white space of no account", "{\"a\":[1,2]}", "\r\n{\t\"a\" : [ 1 ,\n                2 ] }\n"),
        TableCase(
            "an object in an object in an object", #"{"a":{"a":{"a":{"a":1}}}}"#, #"{"a":{"a":{"a":{"a":2}}}}"#,
            "changed /body/a/a/a/a"),
    ]

    static let repeatedKeys: [TableCase] = [
        TableCase("the same keys in the same order", #"{"a":1,"a":2}"#, #"{"a":1.0,"a":2}"#),
        TableCase(
            "values of one key the other way round", #"{"a":1,"a":2}"#, #"{"a":2,"a":1}"#, "changed /body/a",
            "changed /body/a"),
        TableCase("others between them", #"{"a":1,"b":0,"a":2}"#, #"{"a":1,"a":2,"b":0}"#),
        TableCase("one less", #"{"a":1,"a":1}"#, #"{"a":1}"#, "missing /body/a"),
        TableCase("one more", #"{"a":1}"#, #"{"a":1,"a":1}"#, "added /body/a"),
        TableCase("one by its escape", #"{"a":1,"\u0061":2}"#, #"{"\u0061":1,"a":2}"#),
        TableCase(
            "forty of one key", "{" + (0..<40).map { "\"a\":\($0)" }.joined(separator: ",") + ",\"b\":1}",
            "{\"b\":1," + (0..<40).map { "\"a\":\($0)" }.joined(separator: ",") + "}"),
    ]

    private static func object(_ numbers: some Sequence<Int>) -> String {
        "{" + numbers.map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
    }
}

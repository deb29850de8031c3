/// Arrays, with their elements aligned.
enum ArrayTable {
    static let aligned: [TableCase] = [
        TableCase("an element inserted at the head of a thousand", list(0..<1_000), list(-1..<1_000), "added /body/0"),
        TableCase(
            "an element removed from the head of a thousand", list(-1..<1_000), list(0..<1_000), "missing /body/0"),
        TableCase(
            "an element inserted in the middle", list(0..<100),
            list(0..<50).dropLast() + ",7777," + list(50..<100).dropFirst(), "added /body/50"),
        TableCase(
            "three removed at three places", list(0..<9), "[1,2,3,5,6,7]", "missing /body/0", "missing /body/4",
            "missing /body/8"),
        TableCase(
            "one inserted and another one changed", "[1,2,3,4,5,6]", "[9,1,2,3,7,5,6]", "changed /body/3",
            "added /body/0"),
        TableCase("the first moved to the end", "[1,2,3,4,5]", "[2,3,4,5,1]", "reordered /body"),
        TableCase("two swapped", "[1,2,3,4]", "[1,3,2,4]", "reordered /body"),
        TableCase("reversed", list(0..<60), list((0..<60).reversed()), "reordered /body"),
        TableCase("moved and one changed", "[1,2,3,4,5]", "[5,1,2,3,9]", "reordered /body", "changed /body/3"),
        TableCase("of equal elements the surplus", "[7,7,7,7]", "[7,7]", "missing /body/2", "missing /body/3"),
        TableCase("equal elements around an inserted one", "[1,1,1]", "[1,2,1,1]", "added /body/1"),
        TableCase("another number of another type", #"[1,"a",true]"#, #"[1,2,true]"#, "typeChanged /body/1"),
        TableCase("null among them", "[1,null,3]", "[1,3]", "missing /body/1"),
        TableCase("a list in a list", "[[1,2],[3,4]]", "[[1,2],[0,3,4]]", "added /body/1/0"),
        TableCase("a list inserted before lists", "[[1],[2],[3]]", "[[0],[1],[2],[3]]", "added /body/0"),
        TableCase("a list in a list in another order", "[[1,2,3],[4,5,6]]", "[[3,2,1],[4,5,6]]", "reordered /body/0"),
        TableCase(
            "an object changed among its like", #"[{"a":1,"b":1},{"a":2,"b":2},{"a":3,"b":3}]"#,
            #"[{"a":1,"b":1},{"a":2,"b":9},{"a":3,"b":3}]"#, "changed /body/1/b"),
        TableCase(
            "words of a text", #"["the","patio","is","wide"]"#, #"["the","old","patio","is","wide"]"#, "added /body/1"),
        TableCase("everything else", "[1,2]", #"["a","b"]"#, "typeChanged /body/0", "typeChanged /body/1"),
        TableCase(
            "all of it gone", #"{"a":[1,2,3]}"#, #"{"a":[]}"#, "missing /body/a/0", "missing /body/a/1",
            "missing /body/a/2"),
    ]

    static let records: [TableCase] = [
        TableCase("a record inserted at the head", records([1, 2, 3]), records([9, 1, 2, 3]), "added /body/0"),
        TableCase("a record removed", records([1, 2, 3, 4]), records([1, 2, 4]), "missing /body/2"),
        TableCase(
            "a record for another one", records([1, 2, 3, 4]), records([1, 2, 9, 4]), "missing /body/2", "added /body/2"
        ),
        TableCase("records in another order", records([1, 2, 3, 4]), records([4, 2, 3, 1]), "reordered /body"),
        TableCase(
            "another order, one gone and one new", records([1, 2, 3, 4]), records([4, 3, 2, 8]), "reordered /body",
            "missing /body/0", "added /body/3"),
        TableCase(
            "a key that is no member of the first few", #"[{"v":1,"w":1,"uuid":"a"},{"v":1,"w":1,"uuid":"b"}]"#,
            #"[{"v":1,"w":2,"uuid":"a"},{"v":1,"w":1,"uuid":"b"}]"#, "changed /body/0/w"),
        TableCase(
            "keys written in two ways", #"[{"id":1,"v":1},{"id":2,"v":2}]"#, #"[{"id":2.0,"v":2},{"id":1.0,"v":1}]"#,
            "reordered /body"),
        TableCase(
            "keys by their escapes", #"[{"id":"a","v":1},{"id":"b","v":2}]"#,
            #"[{"id":"\u0062","v":2},{"id":"a","v":3}]"#, "reordered /body", "changed /body/0/v"),
        TableCase(
            "stated: order is of no account", records([1, 2, 3]), records([3, 1, 2]), rules: ["keyedBy id /body"],
            suppressed: ["reordered /body by keyedBy"]),
        TableCase(
            "stated: a number is no text", records([1]), records([1]).replacing(":1,", with: ":\"1\","),
            "missing /body/0", "added /body/0", rules: ["keyedBy id /body"]),
        TableCase(
            "stated: repeated keys pair by occurrence", #"[{"id":1,"v":1},{"id":1,"v":2}]"#,
            #"[{"id":1,"v":1},{"id":1,"v":5}]"#, "changed /body/1/v", rules: ["keyedBy id /body"]),
        TableCase(
            "stated: what has no key is aligned", #"[{"id":1},"x","y"]"#, #"["x","z",{"id":1}]"#, "changed /body/2",
            rules: ["keyedBy id /body"], suppressed: ["reordered /body by keyedBy"]),
        TableCase(
            "stated: in lists of lists", #"{"a":[[{"k":1},{"k":2}]]}"#, #"{"a":[[{"k":2},{"k":1}]]}"#,
            rules: ["keyedBy k /body/a/*"], suppressed: ["reordered /body/a/0 by keyedBy"]),
    ]

    private static func list(_ numbers: some Sequence<Int>) -> String {
        "[" + numbers.map { String($0) }.joined(separator: ",") + "]"
    }

    private static func records(_ ids: [Int]) -> String {
        "[" + ids.map { "{\"id\":\($0),\"name\":\"n\($0)\",\"tags\":[\($0)]}" }.joined(separator: ",") + "]"
    }
}

/// Single values.
enum ValueTable {
    private static let zeros = String(repeating: "0", count: 30)

    static let numbers: [TableCase] = [
        TableCase("an integer with a fraction of zero", "[1,7]", "[1.0,7]"),
        TableCase("an exponent of zero", "1", "1e0"),
        TableCase("a negative exponent", "1", "10e-1"),
        TableCase("a capital exponent with a sign", "100", "1E+2"),
        TableCase("leading zeros in an exponent", "100", "1e0002"),
        TableCase("trailing zeros of a price", "1.50", "1.5"),
        TableCase("minus zero", "0", "-0"),
        TableCase("zero with any exponent", "0", "0.00e-99999999999999999999"),
        TableCase("a point that moves", "0.000123", "1.23e-4"),
        TableCase("the same huge number twice", "1e1000000000000", "10e999999999999"),
        TableCase("thirty zeros or an exponent", "5\(zeros)", "5e30"),
        TableCase("two and two and a half", "2", "2.5", "changed /body"),
        TableCase("a sign", "1", "-1", "changed /body"),
        TableCase("a power of ten", "10", "100", "changed /body"),
        TableCase("a tenth", "0.1", "0.01", "changed /body"),
        TableCase("one beyond 2^53", "9007199254740992", "9007199254740993", "changed /body"),
        TableCase("one beyond 2^64", "18446744073709551616", "18446744073709551617", "changed /body"),
        TableCase("the last of thirty-three digits", "0.\(zeros)123", "0.\(zeros)124", "changed /body"),
        TableCase("a double's rounding", "0.3", "0.30000000000000004", "changed /body"),
        TableCase("beyond a double's range", "1e400", "1e401", "changed /body"),
        TableCase("too small for a double", "1e-400", "0", "changed /body"),
        TableCase("exponents of opposite sign", "1e99999999999999999999", "1e-99999999999999999999", "changed /body"),
        TableCase("a zero in the middle", "1.02", "1.2", "changed /body"),
        TableCase("digits in another order", "12", "21", "changed /body"),
    ]

    static let strings: [TableCase] = [
        TableCase("a letter by its escape", #""a""#, #""\u0061""#),
        TableCase("hexadecimal digits in either case", #""\u00e9""#, #""\u00E9""#),
        TableCase("a slash with a backslash before it", #""a/b""#, #""a\/b""#),
        TableCase("a line feed in two ways", #""\n""#, #""\u000a""#),
        TableCase("a surrogate pair", "\"𝄞\"", #""\ud834\udd1e""#),
        TableCase("quotation marks and backslashes", #""\"\\""#, #""\u0022\u005c""#),
        TableCase("escapes beyond the first block", #""0123456789abcdef\u0041""#, #""0123456789abcdefA""#),
        TableCase("the last letter of a long one", #""0123456789abcdef0""#, #""0123456789abcdef1""#, "changed /body"),
        TableCase("capital letters", #""Open""#, #""open""#, "changed /body"),
        TableCase("a blank at the end", #""a""#, #""a ""#, "changed /body"),
        TableCase("an accent as a scalar of its own", "\"caf\u{E9}\"", "\"cafe\u{301}\"", "changed /body"),
        TableCase("a line feed and the letters of its escape", #""\n""#, #""\\n""#, "changed /body"),
        TableCase("nothing and a zero character", #""""#, #""\u0000""#, "changed /body"),
        TableCase("a prefix of the other one", #""abc""#, #""abcd""#, "changed /body"),
        TableCase("letters that look alike", "\"a\"", "\"\u{430}\"", "changed /body"),
        TableCase("a line separator", "\"\u{2028}\"", #""\u2028""#),
    ]

    static let types: [TableCase] = [
        TableCase("a number in quotation marks", "1", #""1""#, "typeChanged /body"),
        TableCase("a word in quotation marks", "true", #""true""#, "typeChanged /body"),
        TableCase("null in quotation marks", "null", #""null""#, "typeChanged /body"),
        TableCase("one for true", "true", "1", "typeChanged /body"),
        TableCase("zero for false", "false", "0", "typeChanged /body"),
        TableCase("zero for null", "null", "0", "typeChanged /body"),
        TableCase("an empty string for null", "null", #""""#, "typeChanged /body"),
        TableCase("false for null", "null", "false", "typeChanged /body"),
        TableCase("an empty object for an empty array", "[]", "{}", "typeChanged /body"),
        TableCase("an empty array for null", "null", "[]", "typeChanged /body"),
        TableCase("one value for a list of one", #"{"a":1}"#, #"{"a":[1]}"#, "typeChanged /body/a"),
        TableCase("an object for its only value", #"{"a":"x"}"#, #"{"a":{"value":"x"}}"#, "typeChanged /body/a"),
        TableCase("an object for a list with keys", #"{"0":1}"#, "[1]", "typeChanged /body"),
        TableCase("true and false are of one type", "true", "false", "changed /body"),
        TableCase("a time as number and as text", "1736151777", #""2025-01-06T08:22:57Z""#, "typeChanged /body"),
    ]
}

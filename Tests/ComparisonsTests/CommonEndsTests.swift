import Testing

@testable import Comparisons

@Suite("What two texts have in common at their ends")
struct CommonEndsTests {
    @Test(
        "the beginning is measured first, and the end never reaches into it",
        arguments: [
            ("", "", 0, 0), ("a", "", 0, 0), ("a", "b", 0, 0), ("same", "same", 4, 0), ("ab", "abc", 2, 0),
            ("bc", "abc", 0, 2), ("99", "999", 2, 0), ("1aa2", "1aaa2", 3, 1), ("abXcd", "abYYcd", 2, 2),
        ])
    func ends(left: String, right: String, prefix: Int, suffix: Int) {
        #expect(measure(left, right) == [prefix, suffix])
        #expect(measure(right, left) == [prefix, suffix])
    }

    @Test("every length is measured exactly, also beyond the words that are read at once")
    func lengths() {
        for prefix in 0...70 {
            for suffix in 0...70 {
                let (first, last) = (String(repeating: "p", count: prefix), String(repeating: "s", count: suffix))
                #expect(measure(first + "x" + last, first + "yz" + last) == [prefix, suffix])
            }
        }
    }

    private func measure(_ left: String, _ right: String) -> [Int] {
        Array(left.utf8).withUnsafeBytes { left in
            Array(right.utf8).withUnsafeBytes { right in
                let ends = CommonEnds(left, right)
                return [ends.prefix, ends.suffix]
            }
        }
    }
}

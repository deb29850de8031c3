import Comparisons
import Testing
import Traffic

@Suite("HTML and XML")
struct MarkupTests {
    private let comparer = AnswerComparer(redaction: nil)

    struct Case: Sendable, CustomTestStringConvertible {
        let legacy: String
        let candidate: String
        let expected: [String]
        var testDescription: String { "\(legacy) / \(candidate)" }

        init(_ legacy: String, _ candidate: String, _ expected: String...) {
            self.legacy = legacy
            self.candidate = candidate
            self.expected = expected
        }
    }

    private static let body = "/body/html/#/0/body/#"

    static let htmlCases: [Case] = [
        Case("<p>a</p><p>b</p>", "<p>a</p>\n  <p>b</p>\n"),
        Case("<P CLASS=x ID='y'>a</P>", "<p id=\"y\" class=\"x\">a"),
        Case("<p>a</p>", "<p>a</p><!-- built 12:01 -->"),
        Case("<p>a &amp; b&nbsp;&eacute;</p>", "<p>a &#38; b\u{A0}é</p>"),
        Case("<p>\n   a\n b </p>", "<p>a b</p>"),
        Case("<p>a<br>b</p>", "<p>a<br/>\nb</p>"),
        Case("<ul><li>a<li>b</ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        Case("<input checked>", "<input checked=\"\">"),
        Case("<!DOCTYPE html><p>a", "<p>a"),
        Case("<p>a</p></body></html>", "<html><body><p>a</p></body></html>\n"),
        Case("<p>a</p></body></html><p>b</p>", "<p>a</p><p>b</p>"),
        Case("<p>a</p>", "<p>b</p>", "changed \(body)/0/p/#/0"),
        Case("<p>a</p><p>b</p><p>c</p>", "<p>a</p><p>new</p><p>b</p><p>c</p>", "added \(body)/1"),
        Case("<p>a</p><p>b</p><p>c</p>", "<p>a</p><p>c</p>", "missing \(body)/1"),
        Case("<p class=x>a</p>", "<p class=y>a</p>", "changed \(body)/0/p/class"),
        Case("<p>a</p>", "<p id=x>a</p>", "added \(body)/0/p/id"),
        Case("<p>Hello <b>you</b></p>", "<p>Hello<b>you</b></p>", "changed \(body)/0/p/#/0"),
        Case("<p>a</p><div>b</div>", "<div>c</div>", "missing \(body)/0", "changed \(body)/1/div/#/0"),
        Case("<pre>a\n  b</pre>", "<pre>a\n b</pre>", "changed \(body)/0/pre/#/1"),
        Case(
            "<script>let a = 1 < 2\nrun()</script>", "<script>let a = 1 < 2\nstop()</script>",
            "changed /body/html/#/0/head/#/0/script/#/1"),
        Case("<p>&unknown;</p>", "<p>&other;</p>", "changed \(body)/0/p/#/0"),
        Case("plain", "plain text", "changed \(body)/0/p/#/0"),
        Case("<a href=\"?a=1&b=2\">x</a>", "<a href=\"?a=1&amp;b=2\">x</a>"),
    ]

    @Test("HTML is compared by its elements, as it shows", arguments: htmlCases)
    func html(example: Case) {
        #expect(differences("text/html", example) == example.expected)
    }

    static let xmlCases: [Case] = [
        Case("<a x='1' y=\"2\"/>", "<?xml version=\"1.0\"?>\n<a y='2' x='1'></a>\n"),
        Case("<a><b>1</b><c/></a>", "<a>\n  <b>1</b>\n  <c/>\n</a>"),
        Case("<a><![CDATA[1 < 2]]></a>", "<a>1 &lt; 2</a>"),
        Case("<a>1<!-- one -->2</a>", "<a>12</a>"),
        Case("<a/>", "<?style x?><a/>"),
        Case("<p:a xmlns:p='u'/>", "<a xmlns='u'/>"),
        Case("<a p:x='1' xmlns:p='u'/>", "<a q:x='1' xmlns:q='u'/>"),
        Case("<a xmlns='u'/>", "<a xmlns='v'/>", "changed /body/a/xmlns"),
        Case("<a><b xmlns='u'/></a>", "<a><b/></a>", "missing /body/a/#/0/b/xmlns"),
        Case("<a p:x='1' xmlns:p='u'/>", "<a q:x='2' xmlns:q='u'/>", "changed /body/a/{u}x"),
        Case("<a xml:lang='en'/>", "<a xml:lang='de'/>", "changed /body/a/xml:lang"),
        Case("<a>x</a>", "<a> x</a>", "changed /body/a/#/0"),
        Case("<a> </a>", "<a></a>", "missing /body/a/#/0"),
        Case("<a xml:space='preserve'> <b/></a>", "<a xml:space='preserve'><b/></a>", "missing /body/a/#/0"),
        Case("<A/>", "<a/>", "missing /body/A", "added /body/a"),
        Case("<a><b>1</b><b>2</b></a>", "<a><b>1</b><b>3</b></a>", "changed /body/a/#/1/b/#/0"),
        Case("<a><b>1</b><b>2</b></a>", "<a><b>2</b></a>", "missing /body/a/#/0"),
        Case("<a><b>1</b><c>2</c></a>", "<a><c>3</c></a>", "missing /body/a/#/0", "changed /body/a/#/1/c/#/0"),
        Case("<a><b/><c/></a>", "<a><c/><b/></a>", "reordered /body/a/#"),
        Case("<a>é</a>", "<a>&#xE9;</a>"),
    ]

    @Test("XML is compared by its elements; namespaces count, prefixes do not", arguments: xmlCases)
    func xml(example: Case) {
        #expect(differences("application/xml", example) == example.expected)
        #expect(differences("application/atom+xml; charset=utf-8", example) == example.expected)
    }

    private func differences(_ type: String, _ example: Case) -> [String] {
        found(
            comparer.compare(
                legacy: typed(type, example.legacy), candidate: typed(type, example.candidate), rules: .none))
    }

    @Test(
        "XML that is not well-formed is undecodable with line and column, and compared by line",
        arguments: [
            ("<a>\n<b></a>", "not XML at line 2, column 8: an end tag does not fit its start tag"),
            ("<a>", "not XML at line 1, column 4: the document ends too early, or a tag is not finished"),
            ("text", "not XML at line 1, column 1: the document does not begin with a tag"),
            ("<a/>\n<b/>", "not XML at line 2, column 1: something follows the document"),
            ("<a x='1' x='2'/>", "not XML at line 1, column 15: an attribute occurs twice"),
            ("<a x=1/>", "an attribute's value is not in quotation marks"),
            ("<a>&nope;</a>", "an entity is used that is not predefined"),
            ("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "an entity is used that is not predefined"),
            ("<a>\u{1}</a>", "a character is not allowed"),
        ])
    func broken(text: String, reason: String) {
        let result = comparer.compare(
            legacy: typed("text/xml", "<a/>"), candidate: typed("text/xml", text), rules: .none)
        #expect(found(result).first == "undecodable /body")
        #expect(found(result).count > 1)
        #expect(found(result).dropFirst().allSatisfy { $0.hasSuffix(" /body/0") || $0.hasSuffix(" /body/1") })
        let shown = result.differences.first?.candidate?.text ?? ""
        #expect(shown.contains(reason), "\(shown)")
    }

    @Test("a document of another type is not read as one: HTML beside plain text is compared by line")
    func otherTypes() {
        let result = comparer.compare(
            legacy: typed("text/html", "<p>a</p>"), candidate: typed("text/plain", "<p>b</p>"), rules: .none)
        #expect(found(result) == ["changed /headers/content-type", "changed /body/0"])
    }

    @Test("an element or attribute that redaction goes by is redacted")
    func redaction() {
        let careful = AnswerComparer(redaction: Redaction(Redaction.defaults))
        let result = careful.compare(
            legacy: typed("text/xml", "<c phone='0171'><phone>0172</phone></c>"),
            candidate: typed("text/xml", "<c phone='0173'><phone>0174</phone></c>"), rules: .none)
        #expect(found(result) == ["changed /body/c/phone", "changed /body/c/#/0/phone/#/0"])
        #expect(result.differences.allSatisfy { $0.legacy?.text.contains("017") == false })
    }

    @Test("signatures leave out which element it was")
    func signature() {
        let result = comparer.compare(
            legacy: typed("text/xml", "<a><b>1</b></a>"), candidate: typed("text/xml", "<a><b>2</b></a>"), rules: .none)
        #expect(result.differences.first?.generalisedLocation.description == "/body/a/#/*/b/#/*")
    }
}

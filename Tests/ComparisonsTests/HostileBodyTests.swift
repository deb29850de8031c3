import Comparisons
import JSONText
import Testing
import Traffic

/// Bodies that are made to hurt: each ends within bounds, and says what was wrong with it.
@Suite("Hostile bodies")
struct HostileBodyTests {
    private let comparer = AnswerComparer(redaction: nil, limits: ComparisonLimits(decodedBytes: 1_000_000))

    private func reason(_ type: String, _ hostile: String, _ sound: String) -> String? {
        let result = comparer.compare(legacy: typed(type, sound), candidate: typed(type, hostile), rules: .none)
        guard let first = result.differences.first, first.kind == .undecodable else { return nil }
        return first.candidate?.text
    }

    @Test("entities that expand into each other, grow, or lead to files are never read")
    func entities() {
        let laughs =
            "<!DOCTYPE a [<!ENTITY l0 'ha'>"
            + (1...9).map { "<!ENTITY l\($0) '" + String(repeating: "&l\($0 - 1);", count: 10) + "'>" }.joined()
            + "]><a>&l9;</a>"
        let blowup =
            "<!DOCTYPE a [<!ENTITY e '" + String(repeating: "x", count: 50_000) + "'>]><a>"
            + String(repeating: "&e;", count: 50_000) + "</a>"
        let inAttribute =
            "<!DOCTYPE a [<!ENTITY e '" + String(repeating: "x", count: 50_000) + "'>]><a b='"
            + String(repeating: "&e;", count: 50_000) + "'/>"
        let file = "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>"
        let parameter = "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><a>&q;</a>"
        for text in [laughs, blowup, inAttribute, file] {
            #expect(reason("text/xml", text, "<a/>")?.contains("those that a document declares are not read") == true)
        }
        let result = comparer.compare(
            legacy: typed("text/xml", "<a/>"), candidate: typed("text/xml", parameter), rules: .none)
        #expect(!result.isMatch)
        #expect(result.differences.allSatisfy { $0.candidate?.text.contains("root:") != true })
        let external = "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>&e;</a>"
        let kept = comparer.compare(
            legacy: typed("text/xml", "<a/>"), candidate: typed("text/xml", external), rules: .none)
        #expect(kept.differences.map { $0.candidate?.text } == ["\"&e;\""])
    }

    @Test("defaults that a document type declares for many attributes of many elements stop at the limit")
    func attributeDefaults() {
        let defaults = (0..<2_000).map { "a\($0) CDATA 'x'" }.joined(separator: " ")
        let text = "<!DOCTYPE r [<!ATTLIST e \(defaults)>]><r>" + String(repeating: "<e/>", count: 20_000) + "</r>"
        #expect(reason("text/xml", text, "<r/>")?.contains("XML takes more than 1,000,000 octets as a tree") == true)
    }

    @Test(
        "documents that nest too deep are undecodable, those that nest as deep as they may are compared",
        arguments: [("text/xml", "/body"), ("text/html", "/body/html/#/0/body/#/0")])
    func depth(type: String, base: String) {
        func nested(_ depth: Int, _ text: String) -> String {
            String(repeating: "<div>", count: depth) + text + String(repeating: "</div>", count: depth)
        }
        let most = type == "text/xml" ? 160 : 158
        let result = comparer.compare(
            legacy: typed(type, nested(most, "a")), candidate: typed(type, nested(most, "b")), rules: .none)
        #expect(result.differences.map(\.kind) == [.changed])
        #expect(result.differences.first?.at.description.hasPrefix("\(base)/div/#/0/div/") == true)
        for depth in [most + 1, 100_000] {
            #expect(
                reason(type, nested(depth, "a"), nested(1, "a"))?.contains("more than 160 elements inside each other")
                    == true)
        }
    }

    @Test("a tag of very many attributes is not read to its end", arguments: ["text/xml", "text/html"])
    func attributes(type: String) {
        let few = "<a " + (0..<1_000).map { "x\($0)='1'" }.joined(separator: " ") + ">t</a>"
        let same = "<a " + (0..<1_000).reversed().map { "x\($0)='1'" }.joined(separator: " ") + ">t</a>"
        #expect(comparer.compare(legacy: typed(type, few), candidate: typed(type, same), rules: .none).isMatch)
        let many = "<a " + (0..<100_000).map { "x\($0)='1'" }.joined(separator: " ") + ">t</a>"
        #expect(reason(type, many, "<a/>")?.contains("a tag or comment that may hold") == true)
    }

    @Test("a long value of an attribute, and a long comment, are no tag of many attributes")
    func longValues() {
        let image = "<img src=\"data:image/png;base64,\(String(repeating: "AbC/", count: 100_000))\">"
        let comment = "<!-- " + String(repeating: "word ", count: 10_000) + "-->"
        let result = comparer.compare(
            legacy: typed("text/html", image + comment + "<p>a"), candidate: typed("text/html", image + "<p>b"),
            rules: .none)
        #expect(found(result) == ["changed /body/html/#/0/body/#/1/p/#/0"])
        let section = "<![CDATA[\(String(repeating: "some words ", count: 50_000))]]>"
        let xml = comparer.compare(
            legacy: typed("text/xml", "<a>\(section)<b>1</b></a>"),
            candidate: typed("text/xml", "<a>\(section)<b>2</b></a>"), rules: .none)
        #expect(found(xml) == ["changed /body/a/#/1/b/#/0"])
    }

    @Test("what is small and makes a large tree stops at the limit")
    func largeTree() {
        let markup = String(repeating: "<b/>", count: 200_000)
        #expect(reason("text/xml", "<a>\(markup)</a>", "<a/>")?.contains("takes more than 1,000,000 octets") == true)
        #expect(reason("text/html", markup, "<a>")?.contains("HTML") == true)
        let part =
            "--x\r\nContent-Disposition: form-data; name=a\r\nContent-Type: text/xml\r\n\r\n"
            + "<a>" + String(repeating: "<b/>", count: 10_000) + "</a>\r\n"
        let parts = String(repeating: part, count: 20) + "--x--"
        let result = comparer.compare(
            legacy: typed("multipart/form-data; boundary=x", parts),
            candidate: typed("multipart/form-data; boundary=x", "--x--"), rules: .none)
        #expect(found(result) == ["undecodable /body"])
        #expect(result.differences.first?.legacy?.text.contains("multipart takes more than") == true)
    }

    @Test("forms of very many fields, and lines of very many documents, are compared in time with their size")
    func manyFields() {
        let fields = (0..<100_000).map { "a\($0)=1" }
        let left = fields.joined(separator: "&")
        let right = (fields.reversed() + ["z=1"]).joined(separator: "&")
        let form = "application/x-www-form-urlencoded"
        #expect(
            found(comparer.compare(legacy: typed(form, left), candidate: typed(form, right), rules: .none))
                == ["added /body/z"])
        let lines = String(repeating: "{\"a\":1}\n", count: 100_000)
        #expect(
            found(
                comparer.compare(
                    legacy: typed("application/jsonl", lines), candidate: typed("application/jsonl", lines + "2"),
                    rules: .none)) == ["added /body/100000"])
    }

    // MARK: Bodies of every form, cut and changed

    /// Sound bodies of every form, with their type and what else their answer says.
    static let seeds: [(type: String, fields: [String], body: [UInt8])] = [
        ("application/json", [], Array(#"{"a":[1,2.5e3,"é\u00e9",null,true],"b":{"c":"d"}}"#.utf8)),
        ("application/x-ndjson", [], Array("{\"a\":1}\n[2]\n\"x\"\n".utf8)),
        ("application/x-www-form-urlencoded", [], Array("a=1&b=%C3%A9+x&a=2&%=".utf8)),
        (
            "multipart/form-data; boundary=\"b1\"", [],
            Array(
                "--b1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b1\r\nContent-Type: application/json\r\n"
                    .utf8)
                + Array("Content-Disposition: form-data; name=f; filename=x\r\n\r\n{\"a\":1}\r\n--b1--\r\n".utf8)
        ),
        ("text/plain; charset=utf-8", [], Array("one\ntwo é\nthree".utf8)),
        ("text/plain; charset=utf-16", [], CharsetTests.utf16("a𝄞b\nc", isLittleEndian: true, isMarked: true)),
        (
            "text/html", [],
            Array(
                "<!DOCTYPE html><html><head><meta charset=utf-8><title>t</title><script>x<y</script></head>".utf8)
                + Array(
                    "<body class='a'><p>one <b>two</b> &amp; &eacute;<ul><li>x<li>y</ul><!-- c --></body></html>".utf8)
        ),
        (
            "text/xml", [],
            Array("<?xml version='1.0' encoding='utf-8'?><!DOCTYPE a [<!ENTITY e 'x'>]>".utf8)
                + Array("<p:a xmlns:p='u' x='1'><b>1</b><![CDATA[<>]]><c y='&lt;'/>&#233;<?pi x?></p:a>".utf8)
        ),
        ("image/png", [], [0x89, 0x50, 0x4E, 0x47, 0, 1, 2, 3]),
        ("application/json", ["Content-Encoding: gzip"], Compression.gzip(CodingTests.one)),
        ("application/json", ["Content-Encoding: deflate"], Compression.deflated(CodingTests.one, .raw)),
        ("application/json", ["Content-Encoding: deflate"], Compression.deflated(CodingTests.one, .zlib)),
        ("text/html", ["Content-Encoding: gzip, br"], Compression.brotli(Compression.gzip(Array("<p>a".utf8)))),
    ]

    @Test("every form, cut at every place: one outcome, the same from both sides", arguments: seeds.indices)
    func truncated(index: Int) {
        let seed = Self.seeds[index]
        let whole = typed(seed.type, seed.body, seed.fields)
        for count in 0..<seed.body.count {
            let cut = typed(seed.type, Array(seed.body[..<count]), seed.fields)
            let result = comparer.compare(legacy: whole, candidate: cut, rules: .none)
            let turned = comparer.compare(legacy: cut, candidate: whole, rules: .none)
            #expect(!result.hasFault)
            #expect(result.isMatch == turned.isMatch, "cut at \(count)")
        }
    }

    @Test("every form, changed at random: no crash, no fault, and a body equals itself", arguments: seeds.indices)
    func mutated(index: Int) {
        let seed = Self.seeds[index]
        var generator = SeededGenerator(seed: UInt64(index) + 1)
        let rare = Array("<>&;\"'=%+-\r\n\0{}[]:,/!#?x1".utf8) + [0xFF, 0xC3, 0xED, 0x1F, 0x8B]
        for _ in 0..<1_000 {
            var body = seed.body
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<body.count, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: body[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: body.insert(rare.randomElement(using: &generator) ?? 0, at: place)
                case 2 where body.count > 1: body.remove(at: place)
                case 3: body[place] = rare.randomElement(using: &generator) ?? 0
                default: body += body[place...].prefix(8)
                }
            }
            let whole = typed(seed.type, seed.body, seed.fields)
            let changed = typed(seed.type, body, seed.fields)
            let result = comparer.compare(legacy: whole, candidate: changed, rules: .none)
            #expect(!result.hasFault)
            for difference in result.differences {
                let fragments = [difference.legacy, difference.candidate].compactMap { $0 }
                #expect(fragments.allSatisfy { (try? JSONTape(parsing: Array($0.text.utf8))) != nil })
            }
            // The same content behind a coding is equal; a charset that it is not in is told all the same.
            if seed.fields.isEmpty {
                let gzip = typed(seed.type, Compression.gzip(body), ["Content-Encoding: gzip"])
                let again = comparer.compare(legacy: changed, candidate: gzip, rules: .none)
                #expect(found(again).filter { !$0.hasPrefix("undecodable") } == ["added /headers/content-encoding"])
            }
        }
    }
}

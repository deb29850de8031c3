import CLibXML2
import NIOCore

/// HTML and XML as a tree, read with libxml2: HTML as tolerantly as it does, XML strictly.
///
/// An element is an object of one member, its name; under it are the attributes by name, and `#`, the array of its content:
/// strings and elements. No entity that a document declares is ever read (nothing is asked for it, so that it is not known
/// to exist), no file, and nothing over a network.
struct MarkupDocument {
    enum Form: String {
        case html = "HTML"
        case xml = "XML"
    }

    let form: Form
    /// What the tree may take as JSON, in octets.
    let limit: Int

    /// libxml2 wants to be initialised once, before threads use it.
    private static let initialisation: Void = xmlInitParser()

    /// - Throws: ``BodyFailure`` where XML is not well-formed, or a document goes beyond a limit.
    func json(_ content: BodyContent) throws(BodyFailure) -> [UInt8] {
        let writer = MarkupWriter(isHTML: form == .html, limit: limit)
        Self.initialisation
        let failure = content.body.withUnsafeReadableBytes { parse($0, writer) }
        if let failure { throw failure }
        guard writer.hasRoot else { throw BodyFailure("\(form.rawValue) without an element") }
        return writer.json()
    }

    private func parse(_ bytes: UnsafeRawBufferPointer, _ writer: MarkupWriter) -> BodyFailure? {
        guard let parser = form == .html ? htmlNewParserCtxt() : xmlNewParserCtxt() else {
            return BodyFailure("libxml2 has no memory to read it")
        }
        defer { xmlFreeParserCtxt(parser) }
        let source = MarkupSource(bytes, form, writer)
        writer.stop = { xmlStopParser(parser) }
        parser.pointee.sax.pointee = MarkupEvents.handler(form)
        parser.pointee.userData = Unmanaged.passUnretained(writer).toOpaque()
        let context = Unmanaged.passUnretained(source).toOpaque()
        withExtendedLifetime((source, writer)) {
            switch form {
            case .html:
                let options =
                    HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_NONET.rawValue
                    | HTML_PARSE_IGNORE_ENC.rawValue
                let document = htmlCtxtReadIO(
                    parser, MarkupSource.read, nil, context, nil, "UTF-8", Int32(bitPattern: options))
                if let document { xmlFreeDoc(document) }
            case .xml:
                let options =
                    XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue | XML_PARSE_NONET.rawValue
                    | XML_PARSE_IGNORE_ENC.rawValue
                let document = xmlCtxtReadIO(
                    parser, MarkupSource.read, nil, context, nil, "UTF-8", Int32(bitPattern: options))
                if let document { xmlFreeDoc(document) }
            }
        }
        writer.stop = nil
        if let failure = writer.failure ?? source.failure { return failure }
        if form == .xml, parser.pointee.wellFormed == 0 {
            let fault = writer.fault ?? MarkupWriter.Fault(code: parser.pointee.errNo, line: 1, column: 1)
            return BodyFailure(
                not: form.rawValue, line: max(1, fault.line), column: max(1, fault.column), Self.reason(fault.code))
        }
        return nil
    }

    /// libxml2's own messages quote the document.
    private static func reason(_ code: Int32) -> String {
        switch UInt32(bitPattern: code) {
        case XML_ERR_DOCUMENT_EMPTY.rawValue: "the document does not begin with a tag"
        case XML_ERR_DOCUMENT_END.rawValue: "something follows the document"
        case XML_ERR_TAG_NAME_MISMATCH.rawValue: "an end tag does not fit its start tag"
        case XML_ERR_TAG_NOT_FINISHED.rawValue, XML_ERR_GT_REQUIRED.rawValue, XML_ERR_LTSLASH_REQUIRED.rawValue:
            "the document ends too early, or a tag is not finished"
        case XML_ERR_UNDECLARED_ENTITY.rawValue, XML_WAR_UNDECLARED_ENTITY.rawValue:
            "an entity is used that is not predefined; those that a document declares are not read"
        case XML_ERR_INVALID_CHAR.rawValue, XML_ERR_INVALID_ENCODING.rawValue: "a character is not allowed"
        case XML_ERR_ATTRIBUTE_REDEFINED.rawValue: "an attribute occurs twice"
        case XML_ERR_ATTRIBUTE_NOT_STARTED.rawValue, XML_ERR_ATTRIBUTE_NOT_FINISHED.rawValue:
            "an attribute's value is not in quotation marks"
        case XML_ERR_LT_IN_ATTRIBUTE.rawValue: "a '<' in an attribute's value must be escaped"
        case XML_ERR_NAME_REQUIRED.rawValue: "a name is missing"
        case XML_ERR_ENTITYREF_SEMICOL_MISSING.rawValue: "a ';' is missing after an entity"
        default: "not well-formed (libxml2's error \(code))"
        }
    }
}

import CLibXML2

/// libxml2's SAX callbacks, which lead to a ``MarkupWriter``.
///
/// What is not here is left out: comments, processing instructions, and all of a document type declaration.
enum MarkupEvents {
    static func handler(_ form: MarkupDocument.Form) -> xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.characters = text
        handler.cdataBlock = text
        handler.ignorableWhitespace = text
        handler.reference = reference
        handler.serror = failure
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        switch form {
        case .html:
            handler.startElement = startHTML
            handler.endElement = endHTML
        case .xml:
            handler.startElementNs = startXML
            handler.endElementNs = endXML
        }
        return handler
    }

    /// The first error that ends a document is what is wrong with it; others follow from it.
    private static let failure: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<xmlError>?) -> Void = {
        context, error in
        guard let error = error?.pointee, error.level == XML_ERR_FATAL else { return }
        writer(context)?.note(
            MarkupWriter.Fault(code: error.code, line: Int(error.line), column: Int(error.int2)))
    }

    private static func writer(_ context: UnsafeMutableRawPointer?) -> MarkupWriter? {
        context.map { Unmanaged<MarkupWriter>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The octets of a name or value that ends in a zero.
    private static func string(_ text: UnsafePointer<xmlChar>?) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text, count: text.map { Int(xmlStrlen($0)) } ?? 0)
    }

    private static let text: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<xmlChar>?, Int32) -> Void = {
        context, text, length in
        guard let writer = writer(context), length > 0 else { return }
        writer.text(UnsafeBufferPointer(start: text, count: Int(length)))
    }

    /// An entity that is not known stays as it is written.
    private static let reference: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<xmlChar>?) -> Void = {
        context, name in
        guard let writer = writer(context) else { return }
        let written = [UInt8(ascii: "&")] + Array(string(name)) + [UInt8(ascii: ";")]
        written.withUnsafeBufferPointer { writer.text($0) }
    }

    private static let startHTML:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafePointer<xmlChar>?, UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
        ) -> Void = { context, name, attributes in
            guard let writer = writer(context) else { return }
            writer.start(String(decoding: string(name), as: UTF8.self), namespace: nil) { write in
                var index = 0
                while let attributes, let name = attributes[index] {
                    write(string(name), string(attributes[index + 1]))
                    index += 2
                }
            }
        }

    private static let endHTML: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<xmlChar>?) -> Void = {
        context, name in
        writer(context)?.end(String(decoding: string(name), as: UTF8.self))
    }

    private static let startXML:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafePointer<xmlChar>?, UnsafePointer<xmlChar>?, UnsafePointer<xmlChar>?, Int32,
            UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, Int32, Int32,
            UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
        ) -> Void = { context, name, _, namespace, _, _, count, _, attributes in
            guard let writer = writer(context) else { return }
            let uri = namespace.map { String(decoding: string($0), as: UTF8.self) }
            writer.start(String(decoding: string(name), as: UTF8.self), namespace: uri) { write in
                guard let attributes else { return }
                // Local name, prefix, namespace, and where the value begins and ends.
                for index in stride(from: 0, to: Int(count) * 5, by: 5) {
                    let value: UnsafeBufferPointer<UInt8>
                    if let start = attributes[index + 3], let end = attributes[index + 4] {
                        value = UnsafeBufferPointer(start: start, count: end - start)
                    } else {
                        value = UnsafeBufferPointer(start: nil, count: 0)
                    }
                    guard let namespace = attributes[index + 2] else {
                        write(string(attributes[index]), value)
                        continue
                    }
                    let name = key(string(attributes[index]), string(attributes[index + 1]), string(namespace))
                    name.withUnsafeBufferPointer { write($0, value) }
                }
            }
        }

    /// `{NAMESPACE}NAME`, for a prefix is of no account; but `xml:` is bound for ever.
    private static func key(
        _ name: UnsafeBufferPointer<UInt8>, _ prefix: UnsafeBufferPointer<UInt8>,
        _ namespace: UnsafeBufferPointer<UInt8>
    ) -> [UInt8] {
        if prefix.elementsEqual("xml".utf8) { return Array("xml:".utf8) + Array(name) }
        return [UInt8(ascii: "{")] + Array(namespace) + [UInt8(ascii: "}")] + Array(name)
    }

    private static let endXML:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafePointer<xmlChar>?, UnsafePointer<xmlChar>?, UnsafePointer<xmlChar>?
        ) -> Void = { context, name, _, _ in
            writer(context)?.end(String(decoding: string(name), as: UTF8.self))
        }
}

import JSONText
import NIOCore
import Traffic

/// One side's body as it is compared: content codings undone, and in UTF-8 where its charset is another one.
struct BodyContent {
    let type: MediaType
    /// The octets.
    let body: ByteBuffer
    /// Whether the octets are others than those of the answer.
    let isDecoded: Bool
    /// Whether something said that the body is UTF-8: a charset, or its own beginning.
    let claimsUTF8: Bool
    /// What separates the parts of a multipart body.
    let boundary: String?

    /// - Throws: ``BodyFailure`` where the answer says of its body what is not so, or what is not known here.
    init(_ body: ByteBuffer, _ form: BodyForm, limits: ComparisonLimits) throws(BodyFailure) {
        let isCoded = !form.codings.isEmpty && body.readableBytes > 0
        let content = isCoded ? try ContentDecoder(limit: limits.decodedBytes).decode(body, form.codings) : body
        try self.init(content, type: form.type, form.field, isDecoded: isCoded)
    }

    /// - Parameter field: What is known of the body besides its type.
    init(
        _ content: ByteBuffer, type: MediaType, _ field: ContentType?, isDecoded: Bool = false
    ) throws(BodyFailure) {
        self.type = type
        boundary = field?["boundary"]
        let charset = try Self.charset(content, type, field)
        claimsUTF8 = charset == .utf8
        let isRecoded = charset != nil && charset != .utf8
        self.isDecoded = isDecoded || isRecoded
        body = isRecoded ? try Self.utf8(content, charset ?? .utf8) : content
    }

    private static func utf8(_ content: ByteBuffer, _ charset: Charset) throws(BodyFailure) -> ByteBuffer {
        let text = content.withUnsafeReadableBytes { bytes -> Result<[UInt8], BodyFailure> in
            do throws(BodyFailure) { return .success(try charset.utf8(bytes)) } catch { return .failure(error) }
        }
        return ByteBuffer(bytes: try text.get())
    }

    /// The charset that something says, in this order: a byte order mark of UTF-16, the field, the document's beginning.
    ///
    /// The charset of a form or a multipart body is that of its values, once they are taken apart.
    private static func charset(
        _ content: ByteBuffer, _ type: MediaType, _ field: ContentType?
    ) throws(BodyFailure) -> Charset? {
        guard type.isTextual, type != .form else { return nil }
        if let marked = content.withUnsafeReadableBytes({ Charset.marked($0) }) { return marked }
        var label = field?["charset"]
        if label == nil, type == .html || type == .xml {
            label = content.withUnsafeReadableBytes { DeclaredCharset.label(in: $0, type) }
        }
        guard let label else { return nil }
        guard let charset = Charset(label: label) else {
            throw BodyFailure("the charset '\(BodyFailure.shown(label))' is not known")
        }
        return charset
    }

    var isEmpty: Bool { body.readableBytes == 0 }

    func tape() throws(JSONError) -> JSONTape {
        try JSONTape(parsing: body.withUnsafeReadableBytes { JSONTape.copy($0) })
    }

    /// The body as a JSON object or array, where it is one; where nothing is said of its type, any JSON text will do.
    var undeclaredJSON: JSONTape? {
        guard type.mayBeJSON, let tape = try? tape(), type == .absent || !tape.isScalar(JSONTape.root) else {
            return nil
        }
        return tape
    }
}

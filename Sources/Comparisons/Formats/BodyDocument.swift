import JSONText
import NIOCore

/// Gives bodies that are no JSON the form of a JSON tree.
struct BodyDocument {
    let limits: ComparisonLimits

    /// - Parameter form: What the body is to be read as.
    /// - Throws: ``BodyFailure`` where it is not that, or too much of it.
    func tape(_ content: BodyContent, _ form: MediaType) throws(BodyFailure) -> JSONTape {
        let json: [UInt8]
        switch form {
        case .jsonLines: json = try JSONLines.json(content.body)
        case .form: json = FormFields.json(content.body)
        case .multipart: json = try Multipart(limits: limits).json(content.body, boundary: content.boundary)
        case .html: json = try MarkupDocument(form: .html, limit: limits.decodedBytes).json(content)
        case .xml: json = try MarkupDocument(form: .xml, limit: limits.decodedBytes).json(content)
        case .json, .text, .absent, .other:
            throw BodyFailure("there is no document of this type")
        }
        do throws(JSONError) {
            return try JSONTape(parsing: json)
        } catch {
            // What was written here is JSON; only its depth is the body's own.
            throw BodyFailure(error.code == .tooDeep ? "\(form.name) nests too deep" : "\(form.name) could not be read")
        }
    }
}

import JSONText
import NIOCore

/// A multipart body as a tree: `multipart/form-data` as an object by the names of its parts (RFC 7578), so that neither the
/// boundary nor the order of different names is of account; a part is `{"filename":…,"headers":{…},"body":…}`.
///
/// A name that occurs once is a part, a repeated one an array of parts. Where no part has a name, as in other multipart types,
/// the body is an array of parts.
struct Multipart {
    let limits: ComparisonLimits

    /// Parts that one body may have.
    static let partLimit = 10_000

    /// - Throws: ``BodyFailure``
    func json(_ body: ByteBuffer, boundary: String?) throws(BodyFailure) -> [UInt8] {
        guard let boundary, !boundary.isEmpty else { throw BodyFailure("multipart, but the type has no boundary") }
        let result = body.withUnsafeReadableBytes { bytes -> Result<[UInt8], BodyFailure> in
            do throws(BodyFailure) {
                return .success(try json(bytes, Array(boundary.utf8)))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func json(_ bytes: UnsafeRawBufferPointer, _ boundary: [UInt8]) throws(BodyFailure) -> [UInt8] {
        let ranges = try MultipartReader(bytes, boundary: boundary).parts(limit: Self.partLimit)
        let parts = ranges.map { MultipartPart(bytes, $0) }
        var writer = JSONWriter()
        guard parts.contains(where: { $0.name != nil }) else {
            try write(parts, asArray: true, to: &writer)
            return writer.bytes
        }
        var names: [String] = []
        var byName: [String: [MultipartPart]] = [:]
        for part in parts {
            let name = part.name ?? ""
            if byName[name] == nil { names.append(name) }
            byName[name, default: []].append(part)
        }
        writer.write(raw: "{")
        for (index, name) in names.enumerated() {
            if index > 0 { writer.write(raw: ",") }
            writer.write(string: name.utf8)
            writer.write(raw: ":")
            let same = byName[name] ?? []
            try write(same, asArray: same.count > 1, to: &writer)
        }
        writer.write(raw: "}")
        return writer.bytes
    }

    private func write(
        _ parts: [MultipartPart], asArray: Bool, to writer: inout JSONWriter
    ) throws(BodyFailure) {
        if asArray { writer.write(raw: "[") }
        for (index, part) in parts.enumerated() {
            if index > 0 { writer.write(raw: ",") }
            part.write(limits: limits, to: &writer)
            guard writer.bytes.count <= limits.decodedBytes else {
                throw BodyFailure("multipart takes more than \(Words.octets(limits.decodedBytes)) as a tree")
            }
        }
        if asArray { writer.write(raw: "]") }
    }
}

import JSONText
import NIOCore
import Traffic

extension BodyComparison {
    /// One side at least says that its body is JSON.
    mutating func compareDeclaredJSON(_ left: BodyContent, _ right: BodyContent) {
        let first = DeclaredJSON(left)
        let second = DeclaredJSON(right)
        switch (first, second) {
        case (.json(let leftTape), .json(let rightTape)): compareTrees(leftTape, rightTape)
        case (.broken, _), (_, .broken):
            reportWhole(.undecodable, fragment(first, left), fragment(second, right))
            compareAsText(left, right)
        default: reportWhole(.typeChanged, fragment(first, left), fragment(second, right))
        }
    }

    /// What a body is when the other side's is said to be JSON.
    private enum DeclaredJSON {
        case json(JSONTape)
        /// It says JSON and is none.
        case broken(JSONError)
        /// It does not say JSON, and is none.
        case foreign

        init(_ content: BodyContent) {
            do throws(JSONError) {
                let tape = try content.tape()
                let isMeant = content.type == .json || content.type.mayBeJSON && !tape.isScalar(JSONTape.root)
                self = isMeant ? .json(tape) : .foreign
            } catch {
                self = content.type == .json ? .broken(error) : .foreign
            }
        }
    }

    private func fragment(_ json: DeclaredJSON, _ content: BodyContent) -> JSONFragment {
        switch json {
        case .json(let tape): fragment(tape)
        case .broken(let error): Self.sign(BodyFailure(error, of: "JSON").description)
        case .foreign: Self.sign("not JSON: \(Words.octets(content.body.readableBytes))")
        }
    }

    /// Both sides say that their body has the same form, or one does and the other says nothing.
    mutating func compareDocuments(_ left: BodyContent, _ right: BodyContent) {
        let form = MediaType.shared(left.type, right.type)
        switch (document(left, form), document(right, form)) {
        case (.success(let leftTape), .success(let rightTape)): compareTrees(leftTape, rightTape)
        case (let first, let second):
            reportWhole(.undecodable, fragment(first.map { _ in left }), fragment(second.map { _ in right }))
            if form.isTextual { compareAsText(left, right) }
        }
    }

    private func document(_ content: BodyContent, _ form: MediaType) -> Result<JSONTape, BodyFailure> {
        do throws(BodyFailure) {
            return .success(try BodyDocument(limits: limits).tape(content, form))
        } catch {
            return .failure(error)
        }
    }

    /// Compares by line what should have been something else.
    ///
    /// Names that redaction goes by cannot be told in it, so where there is redaction, no line is shown.
    private mutating func compareAsText(_ left: BodyContent, _ right: BodyContent) {
        guard let first = LiftedText.json(left.body), let second = LiftedText.json(right.body),
            let leftTape = try? JSONTape(parsing: first), let rightTape = try? JSONTape(parsing: second)
        else { return }
        compareTrees(leftTape, rightTape, showsValues: false)
    }

    // MARK: What stands in place of a value

    func fragment(_ tape: JSONTape) -> JSONFragment {
        var writer = FragmentWriter(tape, at: [Self.location], redaction: redaction, limit: limits.fragmentBytes)
        return writer.fragment(JSONTape.root)
    }

    /// Why a body cannot be decoded; of one that can, how long it is.
    func fragment(_ content: Result<BodyContent, BodyFailure>) -> JSONFragment {
        switch content {
        case .success(let content): Self.sign("decodable, \(Words.octets(content.body.readableBytes))")
        case .failure(let failure): Self.sign(failure.description)
        }
    }

    static func sign(_ words: String) -> JSONFragment { JSONFragment(string: "‹\(words)›") }
}

extension BodyFailure {
    init(_ error: JSONError, of form: String) {
        self.init(not: form, line: error.line, column: error.column, error.reason)
    }
}

import Foundation
import Hummingbird
import Ledgers
import NIOCore
import Rollouts
import Traffic

/// `/api/v1`: rollouts, their gates, decisions and alerts; read by viewers, moved by promoters.
struct RolloutAPI: Sendable {
    /// Bodies of commands are a sentence long.
    private static let bodyLimit = 64 * 1024
    private static let shownDecisions = 100

    let access: AdminAccess
    let controller: RolloutController
    let alerts: AlertMonitor
    let ledger: Ledger

    func add(to router: Router<BasicRequestContext>) {
        let api = router.group("api/v1")
        api.get("openapi.json") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_json)))
        }
        reading(api)
        moving(api)
        refuseOtherMethods(api)
    }

    /// What is there answers another method with 405 and with what it takes; what is not there is a 404 that says where to look.
    private func refuseOtherMethods(_ api: RouterGroup<BasicRequestContext>) {
        let reads = [
            "openapi.json", "rollouts", "rollouts/:feature", "gate/:feature", "decisions", "decisions/trail", "alerts",
        ]
        let moves = ["promote", "pause", "resume", "rollback"].map { "rollouts/:feature/\($0)" } + ["halt", "resume"]
        let methods: [HTTPRequest.Method] = [.get, .post, .put, .delete, .patch, .head, .options, .trace]
        for (paths, taken) in [(reads, HTTPRequest.Method.get), (moves, .post)] {
            for path in paths {
                for method in methods where method != taken {
                    api.on(RouterPath(path), method: method) { _, _ -> Response in
                        throw APIProblem(
                            status: .methodNotAllowed, code: "methodNotAllowed", message: "this takes \(taken) only",
                            allowed: taken)
                    }
                }
            }
        }
        for method in methods {
            api.on("**", method: method) { _, _ -> Response in
                throw APIProblem(
                    status: .notFound, code: "notFound",
                    message: "there is no such thing; /api/v1/openapi.json has what there is")
            }
        }
    }

    // MARK: Reading

    private func reading(_ api: RouterGroup<BasicRequestContext>) {
        api.get("rollouts") { request, _ in
            try read(request)
            return try JSONAnswer.make(await controller.overview())
        }
        api.get("rollouts/:feature") { request, context in
            try read(request)
            let feature = try feature(context)
            try await known { () throws(ControlError) in try await controller.checkKnown(feature) }
            let overview = await controller.overview()
            return try JSONAnswer.make(overview.rollouts.first { $0.feature == feature })
        }
        api.get("gate/:feature") { request, context in
            try read(request)
            let feature = try feature(context)
            return try JSONAnswer.make(
                try await known { () throws(ControlError) in try await controller.gate(feature) })
        }
        api.get("decisions") { request, _ in
            try read(request)
            let feature = request.uri.queryParameters["feature"].map { String($0) }
            let limit = try limit(request)
            let decisions = try await fromLedger { reader throws(LedgerError) in
                try reader.decisions(feature: feature, limit: limit)
            }
            return try JSONAnswer.make(["decisions": decisions])
        }
        api.get("decisions/trail") { request, _ in
            try read(request)
            return try JSONAnswer.make(
                try await fromLedger { reader throws(LedgerError) in try reader.trail() })
        }
        api.get("alerts") { request, _ in
            try read(request)
            return try JSONAnswer.make(await alerts.overview())
        }
    }

    private func read(_ request: Request) throws(APIProblem) {
        guard access.hasTokens else { return }
        guard access.token(bearing: request.headers[.authorization]) != nil else {
            throw APIProblem.unauthorized("a token is needed: Authorization: Bearer …")
        }
    }

    private func limit(_ request: Request) throws(APIProblem) -> Int {
        guard let text = request.uri.queryParameters["limit"] else { return Self.shownDecisions }
        guard let limit = Int(text), (1...1_000).contains(limit) else {
            throw APIProblem.badRequest("limit is a number from 1 to 1000")
        }
        return limit
    }

    private func feature(_ context: BasicRequestContext) throws -> String {
        let raw = try context.parameters.require("feature")
        return raw.removingPercentEncoding ?? raw
    }

    private func fromLedger<Result: Sendable>(
        _ body: @Sendable (LedgerReader) throws(LedgerError) -> Result
    ) async throws(APIProblem) -> Result {
        do throws(LedgerError) {
            return try await ledger.read(body)
        } catch {
            throw APIProblem(ControlError(.unavailable, error.description))
        }
    }

    private func known<Result: Sendable>(
        _ body: () async throws(ControlError) -> Result
    ) async throws(APIProblem) -> Result {
        do throws(ControlError) { return try await body() } catch { throw APIProblem(error) }
    }

    // MARK: Moving

    /// What a command has come to.
    private struct MoveAnswer: Encodable {
        let decision: DecisionRecord
        /// Whether it is in the audit trail already; else it holds, and will be written.
        let written: Bool

        init(_ outcome: RolloutController.Outcome) {
            decision = outcome.decision
            written = outcome.isWritten
        }
    }

    private func moving(_ api: RouterGroup<BasicRequestContext>) {
        add("promote", to: api) { .promote(to: $0.to, force: $0.force) }
        add("pause", to: api) { _ in .pause }
        add("resume", to: api) { _ in .resume }
        add("rollback", to: api) { _ in .rollback }
        api.post("halt") { request, context in
            let author = try await self.author(.halt, request, context)
            return try JSONAnswer.make(MoveAnswer(await controller.halt(by: author)))
        }
        api.post("resume") { request, context in
            let author = try await self.author(.resume, request, context)
            return try JSONAnswer.make(
                MoveAnswer(try await known { () throws(ControlError) in try await controller.endHalt(by: author) }))
        }
    }

    private func add(
        _ word: String,
        to api: RouterGroup<BasicRequestContext>,
        _ command: @escaping @Sendable (MoveRequest) -> RolloutCommand
    ) {
        api.post("rollouts/:feature/\(RouterPath(word))") { request, context in
            let token = try mover(request)
            let feature = try feature(context)
            let move = try await body(of: request)
            let author = Author(name: token.name, reason: move.reason)
            if let why = refusal(of: token, move) {
                await controller.noteRefusal(command(move), feature: feature, by: author, why: why.message)
                throw why
            }
            let outcome = try await known { () throws(ControlError) in
                try await controller.perform(command(move), feature: feature, by: author)
            }
            return try JSONAnswer.make(MoveAnswer(outcome))
        }
    }

    /// Who is about to stop everything, or to end that.
    private func author(
        _ action: DecisionRecord.Action, _ request: Request, _ context: BasicRequestContext
    ) async throws -> Author {
        let token = try mover(request)
        let move = try await body(of: request)
        let author = Author(name: token.name, reason: move.reason)
        if let why = refusal(of: token, move) {
            await controller.noteRefusal(action, by: author, why: why.message)
            throw why
        }
        return author
    }

    /// Whoever moves something has a name: without one there is nothing to note in the audit trail.
    private func mover(_ request: Request) throws(APIProblem) -> AdminToken {
        guard access.hasTokens else {
            throw APIProblem.forbidden("nobody may move anything: the configuration names no token under admin.tokens")
        }
        guard let token = access.token(bearing: request.headers[.authorization]) else {
            throw APIProblem.unauthorized("a token is needed: Authorization: Bearer …")
        }
        return token
    }

    private func body(of request: Request) async throws -> MoveRequest {
        let bytes: ByteBuffer
        do {
            bytes = try await request.body.collect(upTo: Self.bodyLimit)
        } catch {
            throw APIProblem(
                status: .contentTooLarge, code: "tooLarge", message: "the body has \(Self.bodyLimit) bytes at most")
        }
        return try MoveRequest.parse(bytes)
    }

    private func refusal(of token: AdminToken, _ move: MoveRequest) -> APIProblem? {
        guard AdminAccess.may(token.role, .promoter) else {
            return .forbidden("the token '\(token.name)' is a \(token.role.rawValue)'s: it reads, and moves nothing")
        }
        return move.hasReason ? nil : .badRequest("a reason is needed: it goes into the audit trail")
    }
}

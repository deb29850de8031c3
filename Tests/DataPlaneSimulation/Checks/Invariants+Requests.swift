import NIOCore
import Traffic

/// What upstreams got.
extension Invariants {
    /// Copies are equal to what the client sent and at most one; what is not safe goes out once; what was refused or broke
    /// off is never copied; nothing after the end of a connection is processed.
    func requests() -> [String] {
        let connections = world.network.connections
        var found = connections.flatMap(\.faults)
        for connection in connections where connection.tunnelled.readableBytes > 0 {
            let script = connection.requests.messages.last.flatMap { Token(target: $0.secondWord) }.flatMap(
                scenario.request)
            if script?.tunnelled.starts(with: connection.tunnelled.readableBytesView) != true {
                found.append("\(connection.side.rawValue) got something else through a tunnel")
            }
        }
        for request in world.network.requests {
            guard let token = request.token, let script = scenario.request(token) else {
                found.append("\(request.side.rawValue) got a request that nobody sent: '\(request.message.startLine)'")
                continue
            }
            if let fault = judge(request, script) {
                found.append("\(request.side.rawValue) got of \(token)\(request.isCopy ? " a copy" : ""): \(fault)")
            }
        }
        for client in scenario.clients {
            for script in client.requests { found += counts(script) }
        }
        return found
    }

    private func judge(_ request: UpstreamRequest, _ script: RequestScript) -> String? {
        let message = request.message
        guard message.method == script.method, message.secondWord == script.target else {
            return "another method or target, '\(message.startLine)'"
        }
        guard message.values("x-simulated") == ["\(script.token)"] else { return "fields of another request" }
        if script.hasRequestID, message.values("x-request-id") != ["\(script.token)"] { return "another identifier" }
        guard Content.matches(message.body, startOf: script.content) else { return "another body" }
        if message.isComplete, message.body.count != script.body.count {
            return "a body of \(message.body.count) in place of \(script.body.count) bytes"
        }
        if script.isRefusedAtHead { return "though the proxy refused it" }
        return request.isCopy ? judgeCopy(request, script) : nil
    }

    private func judgeCopy(_ request: UpstreamRequest, _ script: RequestScript) -> String? {
        let client = world.clients[script.token.client]
        if script.defect != nil { return "though the proxy refused it" }
        if !client.hasSent(script.token.request) { return "though the client never ended it" }
        if script.body.count > scenario.proxy.bodyBytesCaptured { return "though it is too large" }
        let isMeant = script.copy == .sent || script.copy == .sentAsDryRun
        if !isMeant { return "though none was meant" }
        let isDryRun = request.message.first("parallax-dry-run") == "?1"
        if isDryRun != (script.copy == .sentAsDryRun) { return "with the wrong mark" }
        let isControl = request.side == script.served
        if isControl, script.served == .candidate || scenario.proxy.controlPercentage == 0 {
            return "on the serving side"
        }
        return nil
    }

    /// How often a request may come to a side.
    private func counts(_ script: RequestScript) -> [String] {
        var found: [String] = []
        let seen = world.network.requests.filter { $0.token == script.token }
        for side in Side.allCases {
            let here = seen.filter { $0.side == side }
            let copies = here.count { $0.isCopy }
            let own = here.count - copies
            // A safe one may be sent again, once, when an idle connection turned out to be dead.
            let limit = script.isSafe ? 2 : 1
            if copies > limit { found.append("\(side.rawValue) got \(copies) copies of \(script.token)") }
            if own > limit { found.append("\(side.rawValue) got \(script.token) \(own) times") }
            // What a route declares a read may go to legacy a second time, whatever its method.
            let isControlled = script.prefix == "read" && scenario.proxy.controlPercentage > 0
            if !script.isSafe, here.count > 1, !isControlled {
                found.append("\(side.rawValue) got \(script.token), which is not safe, as a request and as a copy")
            }
        }
        if !script.isSafe, seen.count(where: { !$0.isCopy }) > 1 {
            found.append("\(script.token), which is not safe, was served twice")
        }
        let earlier = scenario.clients[script.token.client].requests.prefix(script.token.request)
        if !seen.isEmpty, earlier.contains(where: \.endsConnection) {
            found.append("\(script.token) was processed after the end of its connection")
        }
        return found
    }
}

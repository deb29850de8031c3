extension ConfigurationErrorTests {
    static let upstreamCases: [Case] = [
        .upstream(
            "an address with a scheme", "addresses: [http://c]",
            "3:43: error: addresses: expected an address such as 127.0.0.1:9001 or orders.internal:9001, found 'http://c' "
                + "(without a scheme)"),
        .upstream(
            "an address alone", "addresses: c:1",
            "3:42: error: addresses: expected a list, found 'c:1' (write [c:1])"),
        .upstream(
            "an address twice", "addresses: [c, c:80]", "3:46: error: addresses: 'c:80' is listed twice"),
        .upstream(
            "lookups without a pause", "resolveEvery: 1ms",
            "3:45: error: resolveEvery: '1ms' is out of range (1s to 1d)"),
        .upstream(
            "no failures at all", "ejectAfter: 0", "3:43: error: ejectAfter: 0 is out of range (1 to 1000)"),
        .upstream(
            "a time without a unit", "connectTimeout: 5",
            "3:47: error: connectTimeout: expected a duration such as 30s, 5m, 1h30m or '5 minutes', found '5' "
                + "(did you mean '5s'?)"),
        .upstream(
            "a misspelt time", "firstbyteTimeout: 5s",
            "3:31: error: unknown key 'firstbyteTimeout' (did you mean 'firstByteTimeout'?)"),
        .upstream(
            "a misspelt limit of the pool", "pool: { maxConnection: 5 }",
            "3:39: error: unknown key 'maxConnection' (did you mean 'maxConnections'?)"),
        .upstream(
            "no connection", "pool: { maxConnections: 0 }",
            "3:55: error: maxConnections: 0 is out of range (1 to 1000000)"),
        .upstream(
            "TLS to an http URL", "tls: { serverName: c }",
            "3:36: error: tls: an http URL is not spoken to by TLS (write https:// in 'url', or remove it)"),
        .whole(
            "certificates that are not there",
            "upstreams:\n  legacy: { url: http://a }\n  candidate: { url: https://b, tls: { trustRoots: /none } }\n",
            "3:51: error: trustRoots: '/none' is no file of PEM certificates"),
        .whole(
            "certificates that are none",
            "upstreams:\n  legacy: { url: http://a }\n  candidate: { url: https://b, tls: { trustRoots: /dev/null } }\n",
            "3:51: error: trustRoots: '/dev/null' is no file of PEM certificates"),
        .whole(
            "a server name with a port",
            "upstreams:\n  legacy: { url: http://a }\n  candidate: { url: https://b, tls: { serverName: c:1 } }\n",
            "3:51: error: serverName: expected a host name such as orders.internal, found 'c:1'"),
        .whole(
            "half a verification",
            "upstreams:\n  legacy: { url: http://a }\n  candidate: { url: https://b, tls: { verify: no } }\n",
            "3:47: error: verify: expected full or none, found 'no'"),
        .body(
            "a body without a limit, in other words", "limits: { bodyTimeout: none }\n",
            "4:24: error: bodyTimeout: expected a duration such as 30s, 5m, 1h30m or '5 minutes', found 'none'"),
        .body(
            "connections without requests", "limits: { requestsPerConnection: 0 }\n",
            "4:34: error: requestsPerConnection: 0 is out of range (1 to 1000000000)"),
        .whole(
            "an address of its own",
            "upstreams:\n  legacy: { url: http://a, addresses: [127.0.0.1:8080] }\n  candidate: { url: http://b }\n"
                + "listen: 127.0.0.1:8080\n",
            "4:9: error: listen: legacy has the address that Parallax itself listens on"),
    ]
}
